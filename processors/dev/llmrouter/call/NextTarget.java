package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.outcome.Failure;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;
import org.jspecify.annotations.Nullable;

/**
 * The Dynamic Router's question: what is next? The guarded route of a target, before it a pause where the same target is
 * asked again, a wait where they all want a rest, the ranking of another model where this one's targets have all failed, or nothing more.
 */
public final class NextTarget extends ExpressionAdapter {

    private final Function<Target, Endpoint> guarded;
    private final Function<Target, @Nullable Failure> refusal;
    private final Predicate<Target> trial;
    private final ToIntFunction<Target> keys;
    private final Retries retries;
    private final Fallbacks fallbacks;
    private final Function<String, Endpoint> routes;

    /**
     * The question.
     *
     * @param guarded where the guarded route of a target begins
     * @param refusal why a target is not to be asked now; null where it may be
     * @param trial lets a call through to a target whose circuit is open, unless another has just been
     * @param keys how many keys the provider of a target has
     * @param routes where a route begins, by its name, of those that the dispatch has besides
     */
    public NextTarget(
            Function<Target, Endpoint> guarded,
            Function<Target, @Nullable Failure> refusal,
            Predicate<Target> trial,
            ToIntFunction<Target> keys,
            Retries retries,
            Fallbacks fallbacks,
            Function<String, Endpoint> routes) {
        this.guarded = guarded;
        this.refusal = refusal;
        this.trial = trial;
        this.keys = keys;
        this.retries = retries;
        this.fallbacks = fallbacks;
        this.routes = routes;
    }

    /** What is thrown here after the first stop would be lost by the Dynamic Router, and the call would never end. */
    @Override
    public @Nullable Object evaluate(Exchange exchange) {
        try {
            return next(Call.of(exchange));
        } catch (RuntimeException e) {
            exchange.setException(e);
            return null;
        }
    }

    private @Nullable Object next(Call call) {
        Target next = call.walk().next(retries, keys);
        while (next != null) {
            Failure why = refusal.apply(next);
            if (why == null) {
                Endpoint target = guarded.apply(next);
                return call.walk().pauseMillis() == 0 ? target : List.of(routes.apply("pause"), target);
            }
            call.refuse(next, why);
            next = call.walk().next(retries, keys);
        }
        if (call.walk().waitsForRest(retries)) {
            return routes.apply("turn");
        }
        Target tried = onTrial(call);
        if (tried != null) {
            return guarded.apply(tried);
        }
        return call.walk().fallsBack(fallbacks, retries) ? routes.apply("fallback") : null;
    }

    /** Where nobody else is left, a target that may be well again is better than none. */
    private @Nullable Target onTrial(Call call) {
        Target spared = call.walk().nextSpared(retries);
        while (spared != null && (refusal.apply(spared) != null || !trial.test(spared))) {
            spared = call.walk().nextSpared(retries);
        }
        return spared;
    }
}
