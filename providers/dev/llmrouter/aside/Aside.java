package dev.llmrouter.aside;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.LlmException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one thing on the side, and waits only so long. Never throws for a question that fails: there is no answer then,
 * and a reason. Who is asked and fails half of the time is left alone for a while. A question that takes too long is
 * interrupted, and so is one whose caller is. Thread-safe.
 */
public final class Aside {

    private static final Logger LOG = LoggerFactory.getLogger(Aside.class);

    private static final int WAITING = 64;

    private final ExecutorService threads;
    private final CircuitBreaker circuit;

    private Aside(ExecutorService threads, CircuitBreaker circuit) {
        this.threads = threads;
        this.circuit = circuit;
    }

    /**
     * Somebody to ask.
     *
     * @param camel with which its threads end
     * @param name for its threads and for the log
     * @param most how many questions are worked on at a time; no more than 64 others wait for their turn
     */
    public static Aside of(CamelContext camel, String name, int most) {
        ThreadPoolProfile profile = new ThreadPoolProfile(name);
        profile.setPoolSize(most);
        profile.setMaxPoolSize(most);
        profile.setMaxQueueSize(WAITING);
        profile.setAllowCoreThreadTimeOut(true);
        profile.setKeepAliveTime(30L);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        return new Aside(camel.getExecutorServiceManager().newThreadPool(camel, name, profile), circuit(name));
    }

    private static CircuitBreaker circuit(String name) {
        CircuitBreaker circuit = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(20)
                        .minimumNumberOfCalls(10)
                        .waitDurationInOpenState(Duration.ofSeconds(15))
                        .permittedNumberOfCallsInHalfOpenState(3)
                        .ignoreException(Aside::isNoFaultOfIt)
                        .writableStackTraceEnabled(false)
                        .build());
        circuit.getEventPublisher()
                .onStateTransition(event -> LOG.warn(
                        "{}: circuit {}", name, event.getStateTransition().getToState()));
        return circuit;
    }

    private static boolean isNoFaultOfIt(Throwable thrown) {
        Failure failure = LlmException.failureIn(thrown);
        return failure == null
                ? thrown instanceof RejectedExecutionException || thrown instanceof InterruptedException
                : !failure.kind().isTargetAtFault();
    }

    /** {@return the answer, or why there is none within the limit} */
    public <T> Asked<T> ask(Callable<T> question, Duration limit) {
        try {
            return Asked.of(circuit.executeCallable(() -> within(limit, question)));
        } catch (CallNotPermittedException e) {
            return Asked.none("it failed too often lately");
        } catch (TimeoutException e) {
            return Asked.none("it took too long");
        } catch (RejectedExecutionException e) {
            return Asked.none("too many calls ask it at once");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Asked.none("the caller left");
        } catch (Exception e) {
            // not its message, which may quote what was asked
            LOG.debug("{}: {}", circuit.getName(), kind(e));
            return Asked.none("it failed");
        }
    }

    private static String kind(Exception failed) {
        Throwable cause = failed.getCause();
        return (cause == null ? failed : cause).getClass().getName();
    }

    private <T> T within(Duration limit, Callable<T> question) throws Exception {
        Future<T> asked = threads.submit(question);
        try {
            return asked.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            // of no effect where there is an answer
            asked.cancel(true);
        }
    }
}
