package dev.llmrouter.policy;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Price;
import dev.llmrouter.tokens.TokenCounter;
import dev.llmrouter.wire.Estimate;
import dev.llmrouter.wire.Operation;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is expected of a target for one call.
 *
 * @param usd what it will cost, in US dollars; null where its price is not known
 * @param millis until the first content of a stream, or until a whole reply, in milliseconds; null where nothing is known
 */
public record Forecast(@Nullable Double usd, @Nullable Double millis) {

    /** Of whom nothing is known yet. */
    private static final TokenCounter ANY = new TokenCounter();

    /** In bytes. A long prompt may be long for its images, so it is counted; another takes longer to count than all else. */
    private static final int LONG = 16_384;

    /** {@return what is expected of the target that this is the performance of} */
    public static Forecast of(Call call, TargetPerformance performance) {
        double usd = usd(call, performance);
        double nanos = performance.nanosToAnswer(call.request());
        return new Forecast(Double.isNaN(usd) ? null : usd, Double.isNaN(nanos) ? null : nanos / 1e6);
    }

    /**
     * {@return how many tokens a call will use: those of its prompt, by its length, and counted where it is long; and those
     * that its reply is expected to have; 1 for what neither is a chat nor makes embeddings, which can't be counted before
     * it is made}
     */
    public static long tokens(Call call, TargetPerformance performance) {
        return tokens(call, performance.counter(), () -> performance.outputTokens(call.request()));
    }

    /** {@return the same before it is known which target will be asked} */
    public static long tokens(Call call, Performance performance) {
        return tokens(call, ANY, () -> performance.outputTokens(call.request()));
    }

    private static long tokens(Call call, TokenCounter counter, DoubleSupplier output) {
        boolean isChat = call.request().isChat();
        if (!isChat && call.request().operation() != Operation.EMBEDDINGS) {
            return 1;
        }
        int bytes = call.request().length();
        long prompt = bytes <= LONG
                ? Math.max(1, Estimate.tokens(bytes))
                : call.facts().tokens(counter);
        return isChat ? prompt + Math.round(output.getAsDouble()) : prompt;
    }

    /**
     * {@return what a call will cost, in US dollars, or NaN where the price is not known} By the counted tokens of its
     * prompt, and by how much the target has lately had in its cache and written.
     */
    public static double usd(Call call, TargetPerformance performance) {
        Price price = performance.target().price();
        if (price == null) {
            return Double.NaN;
        }
        return price.expected(
                call.facts().tokens(performance.counter()),
                performance.cachedShare(),
                performance.outputTokens(call.request()));
    }
}
