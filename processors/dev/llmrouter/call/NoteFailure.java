package dev.llmrouter.call;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.Estimate;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps why a target did not answer as data of the call, so that the next candidate can be tried. */
public final class NoteFailure implements Processor {

    /** The circuit does not say when it lets a trial through; soon is the best guess that HTTP can say. */
    private static final int RETRY_AFTER_SECONDS = 1;

    private static final Logger LOG = LoggerFactory.getLogger(NoteFailure.class);

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        // left behind by the circuit breaker; a route that catches what the call ends with would find it dealt with
        exchange.removeProperty(ExchangePropertyKey.EXCEPTION_HANDLED);
        Failure failure = failure(thrown);
        if (failure.kind() == FailureClass.BUSY || failure.kind() == FailureClass.OPEN) {
            call.refuse(call.currentCandidate(), failure);
        } else {
            Attempt attempt = call.lastAttempt();
            attempt.failed(failure);
            if (attempt.wasAsked() && failure.kind().isPerhapsBilled()) {
                attempt.cost(Estimate.usage(call.request().length(), 0));
            }
        }
        if (failure.kind() == FailureClass.INTERNAL) {
            LOG.error("call {} failed in the router itself", call.id(), thrown);
        } else {
            LOG.debug("call {}: {} {}", call.id(), call.currentCandidate().name(), failure.kind());
        }
    }

    private static Failure failure(@Nullable Throwable thrown) {
        Failure known = LlmException.failureIn(thrown);
        if (known != null) {
            return known;
        }
        if (isRefusedByCircuit(thrown)) {
            return Failure.of(FailureClass.OPEN, "The target has failed too often lately and is given a rest.")
                    .retryingAfter(RETRY_AFTER_SECONDS);
        }
        return Failure.of(FailureClass.INTERNAL, "The router failed; its log says more.");
    }

    /** Camel runs the fallback with no exception where the circuit let nothing through. */
    private static boolean isRefusedByCircuit(@Nullable Throwable thrown) {
        return thrown == null || ObjectHelper.getException(CallNotPermittedException.class, thrown) != null;
    }
}
