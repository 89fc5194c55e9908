package dev.llmrouter.route;

import dev.llmrouter.catalog.BreakerLimits;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.cooldown.Ramps;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.LlmException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The circuit breakers of targets, and how those whose circuit has closed again get their calls back. Thread-safe. */
final class Circuits {

    private static final Logger LOG = LoggerFactory.getLogger(Circuits.class);

    /** No call takes so long. */
    private static final Duration NEVER = Duration.ofDays(1000);

    private static final Duration BETWEEN_TRIALS = Duration.ofSeconds(1);

    private final Ramps ramps = new Ramps(System::nanoTime);
    private final Map<String, CircuitBreaker> circuits = new ConcurrentHashMap<>();
    private final Map<String, Long> opened = new ConcurrentHashMap<>();

    /** {@return a new circuit breaker, closed} */
    CircuitBreaker add(Target target) {
        CircuitBreaker circuit = CircuitBreaker.of(target.name(), config(target.breaker()));
        circuits.put(target.name(), circuit);
        circuit.getEventPublisher().onStateTransition(event -> changed(target, event.getStateTransition()));
        return circuit;
    }

    /** {@return that of a target that has been added} */
    CircuitBreaker of(Target target) {
        return Objects.requireNonNull(circuits.get(target.name()), target::name);
    }

    boolean isOpen(Target target) {
        CircuitBreaker known = circuits.get(target.name());
        return known != null && known.getState() == CircuitBreaker.State.OPEN;
    }

    /** {@return how targets that have recovered get their calls back} */
    Ramps ramps() {
        return ramps;
    }

    /**
     * Lets a call through to a target whose circuit is open, {@return whether it does}: where nobody else is left, so that
     * circuits that are open for no more than bad luck do not keep a router from answering. Once a second at most.
     */
    boolean letThrough(Target target) {
        CircuitBreaker circuit = of(target);
        synchronized (circuit) {
            if (circuit.getState() == CircuitBreaker.State.OPEN) {
                Long last = opened.get(target.name());
                if (last != null && System.nanoTime() - last < BETWEEN_TRIALS.toNanos()) {
                    return false;
                }
                circuit.transitionToHalfOpenState();
            }
        }
        return true;
    }

    private void changed(Target target, CircuitBreaker.StateTransition change) {
        LOG.atLevel(change == CircuitBreaker.StateTransition.OPEN_TO_HALF_OPEN ? Level.DEBUG : Level.WARN)
                .log("target {}: circuit {}", target.name(), change.getToState());
        if (change.getToState() == CircuitBreaker.State.OPEN) {
            opened.put(target.name(), System.nanoTime());
        }
        if (change == CircuitBreaker.StateTransition.HALF_OPEN_TO_CLOSED) {
            ramps.begin(target);
        } else {
            ramps.end(target);
        }
    }

    private static CircuitBreakerConfig config(BreakerLimits limits) {
        Duration slow = limits.slowCall();
        return CircuitBreakerConfig.custom()
                .failureRateThreshold(limits.failureRate())
                .slidingWindowSize(limits.window())
                .minimumNumberOfCalls(limits.minimumCalls())
                .waitDurationInOpenState(limits.openFor())
                .slowCallDurationThreshold(slow == null ? NEVER : slow)
                .slowCallRateThreshold(slow == null ? 100 : limits.slowCallRate())
                .permittedNumberOfCallsInHalfOpenState(3)
                // nobody may ask an open target that is ranked last, so time alone has to let a trial through
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .ignoreException(thrown -> !isTargetAtFault(thrown))
                .writableStackTraceEnabled(false)
                .build();
    }

    private static boolean isTargetAtFault(Throwable thrown) {
        Failure failure = LlmException.failureIn(thrown);
        return failure != null && failure.kind().isTargetAtFault();
    }
}
