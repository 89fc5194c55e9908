package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import java.util.function.Function;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;
import org.jspecify.annotations.Nullable;

/** The Dynamic Router's question: which guarded route is next? None once there is a reply or nobody is left. */
public final class NextTarget extends ExpressionAdapter {

    private final Function<Target, Endpoint> guarded;

    /** Where the guarded route of a target begins. */
    public NextTarget(Function<Target, Endpoint> guarded) {
        this.guarded = guarded;
    }

    @Override
    public @Nullable Object evaluate(Exchange exchange) {
        Target next = Call.of(exchange).nextCandidate();
        return next == null ? null : guarded.apply(next);
    }
}
