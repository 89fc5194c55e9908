package dev.llmrouter.content;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/**
 * Threads for what has to come to an end in time: at most {@value #MOST} for each policy, so that something that hangs
 * takes no more than these, and what finds none free fails at once. Thread-safe.
 */
final class Threads {

    private static final int MOST = 64;

    private final ExecutorService pool;

    private Threads(ExecutorService pool) {
        this.pool = pool;
    }

    /** {@return threads that end with the context} */
    static Threads of(CamelContext camel, String name) {
        return new Threads(camel.getExecutorServiceManager()
                .newThreadPool(
                        Threads.class,
                        name,
                        new ThreadPoolProfileBuilder(name)
                                .poolSize(1)
                                .maxPoolSize(MOST)
                                .maxQueueSize(0)
                                .keepAliveTime(30L)
                                .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                                .build()));
    }

    ExecutorService pool() {
        return pool;
    }

    /**
     * {@return what the task returns, within the time}
     *
     * @throws TimeoutException where it takes longer; it is interrupted then
     * @throws Exception what the task throws
     */
    <T> T within(Duration limit, Callable<T> task) throws Exception {
        Future<T> running = pool.submit(task);
        try {
            return running.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            running.cancel(true);
        }
    }
}
