package dev.llmrouter.batch;

import dev.llmrouter.call.Attempt;
import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Price;
import dev.llmrouter.outcome.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What a request has used.
 *
 * @param input tokens of prompts
 * @param output tokens of replies
 * @param nanoUsd billionths of US dollars, of what has a price
 * @param isPriced whether all of it has
 */
record Spent(long input, long output, long nanoUsd, boolean isPriced) {

    static final Spent NOTHING = new Spent(0, 0, 0, true);

    /** {@return what all attempts of a call have used; null for a call that did not even begin} An answer from before is free. */
    static Spent of(@Nullable Call call) {
        Spent sum = NOTHING;
        if (call != null && !call.isRepeat()) {
            for (Attempt attempt : call.attempts()) {
                Usage usage = attempt.usage();
                sum = usage == null ? sum : sum.plus(of(usage, attempt.target().price()));
            }
        }
        return sum;
    }

    private static Spent of(Usage usage, @Nullable Price price) {
        long nanos = price == null ? 0 : price.exact().nanoDollars(usage);
        return new Spent(usage.input(), usage.output(), nanos, price != null);
    }

    Spent plus(Spent other) {
        return new Spent(
                input + other.input, output + other.output, nanoUsd + other.nanoUsd, isPriced && other.isPriced);
    }
}
