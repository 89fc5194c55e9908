package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.outcome.Failure;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;
import org.jspecify.annotations.Nullable;

/** The Dynamic Router's question: which guarded route is next? None once there is a reply or nobody is left. */
public final class NextTarget extends ExpressionAdapter {

    private final Function<Target, Endpoint> guarded;
    private final Function<Target, @Nullable Failure> refusal;
    private final ToIntFunction<Target> keys;

    /**
     * Where the guarded route of a target begins.
     *
     * @param refusal why one is not to be asked now; null where it may be
     * @param keys how many keys its provider has
     */
    public NextTarget(
            Function<Target, Endpoint> guarded,
            Function<Target, @Nullable Failure> refusal,
            ToIntFunction<Target> keys) {
        this.guarded = guarded;
        this.refusal = refusal;
        this.keys = keys;
    }

    @Override
    public @Nullable Object evaluate(Exchange exchange) {
        Call call = Call.of(exchange);
        Target next = call.nextCandidate(keys);
        while (next != null) {
            Failure why = refusal.apply(next);
            if (why == null) {
                return guarded.apply(next);
            }
            call.refuse(next, why);
            next = call.nextCandidate(keys);
        }
        return null;
    }
}
