package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.outcome.Failure;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Tells a target's circuit breaker of a stream that broke off although it had begun well. A circuit that is being tried
 * is not told: what broke may have begun before it opened.
 */
public final class NoteBroken implements Processor {

    private final Function<Target, CircuitBreaker> circuits;

    /** The circuit breakers of targets that were asked. */
    public NoteBroken(Function<Target, CircuitBreaker> circuits) {
        this.circuits = circuits;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.find(exchange);
        if (call == null) {
            return;
        }
        for (Attempt attempt : call.attempts()) {
            Failure broke = attempt.broke();
            if (broke != null && broke.kind().isTargetAtFault()) {
                CircuitBreaker circuit = circuits.apply(attempt.target());
                if (circuit.getState() == CircuitBreaker.State.CLOSED) {
                    circuit.onError(attempt.nanosToAnswer(), TimeUnit.NANOSECONDS, broke.asException());
                }
            }
        }
    }
}
