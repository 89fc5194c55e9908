package dev.llmrouter.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.Attempt;
import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Price;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a request has used.
 *
 * @param usage tokens
 * @param nanoUsd billionths of US dollars, of what has a price
 * @param isPriced whether all of it has
 */
record Spent(Usage usage, long nanoUsd, boolean isPriced) {

    static final Spent NOTHING = new Spent(Usage.NONE, 0, true);

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
        return new Spent(usage, nanos, price != null);
    }

    Spent plus(Spent other) {
        return new Spent(usage.plus(other.usage), nanoUsd + other.nanoUsd, isPriced && other.isPriced);
    }

    /** {@return the tokens as OpenAI's batch object has them} */
    ObjectNode json() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("input_tokens", usage.input())
                .putObject("input_tokens_details")
                .put("cached_tokens", usage.cached());
        json.put("output_tokens", usage.output())
                .putObject("output_tokens_details")
                .put("reasoning_tokens", usage.reasoning());
        return json.put("total_tokens", usage.input() + usage.output());
    }
}
