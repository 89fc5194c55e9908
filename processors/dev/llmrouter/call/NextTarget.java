package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;
import org.jspecify.annotations.Nullable;

/** The Dynamic Router's question: which guarded route is next? None once there is a reply or nobody is left. */
public final class NextTarget extends ExpressionAdapter {

    private static final Failure OUT = Failure.of(FailureClass.OPEN, "The target has been taken out of service.");

    private final Function<Target, Endpoint> guarded;
    private final Predicate<Target> isOut;

    /** Where the guarded route of a target begins, and whether it has been taken out of service since it was ranked. */
    public NextTarget(Function<Target, Endpoint> guarded, Predicate<Target> isOut) {
        this.guarded = guarded;
        this.isOut = isOut;
    }

    @Override
    public @Nullable Object evaluate(Exchange exchange) {
        Call call = Call.of(exchange);
        Target next = call.nextCandidate();
        while (next != null && isOut.test(next)) {
            call.refuse(next, OUT);
            next = call.nextCandidate();
        }
        return next == null ? null : guarded.apply(next);
    }
}
