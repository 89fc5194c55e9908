package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.outcome.Failure;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;
import org.jspecify.annotations.Nullable;

/**
 * The Dynamic Router's question: what is next? The guarded route of a target, before it a pause where the same target is
 * asked again, the ranking of another model where this one's targets have all failed, or nothing more.
 */
public final class NextTarget extends ExpressionAdapter {

    private final Function<Target, Endpoint> guarded;
    private final Function<Target, @Nullable Failure> refusal;
    private final Retries retries;
    private final Fallbacks fallbacks;
    private final Function<String, Endpoint> routes;

    /**
     * The question.
     *
     * @param guarded where the guarded route of a target begins
     * @param refusal why a target is not to be asked now; null where it may be
     * @param routes where a route begins, by its name, of those that the dispatch has besides
     */
    public NextTarget(
            Function<Target, Endpoint> guarded,
            Function<Target, @Nullable Failure> refusal,
            Retries retries,
            Fallbacks fallbacks,
            Function<String, Endpoint> routes) {
        this.guarded = guarded;
        this.refusal = refusal;
        this.retries = retries;
        this.fallbacks = fallbacks;
        this.routes = routes;
    }

    @Override
    public @Nullable Object evaluate(Exchange exchange) {
        Call call = Call.of(exchange);
        Target next = call.nextCandidate(retries);
        while (next != null) {
            Failure why = refusal.apply(next);
            if (why == null) {
                Endpoint target = guarded.apply(next);
                return call.pauseMillis() == 0 ? target : List.of(routes.apply("pause"), target);
            }
            call.refuse(next, why);
            next = call.nextCandidate(retries);
        }
        return call.fallsBack(fallbacks, retries) ? routes.apply("fallback") : null;
    }
}
