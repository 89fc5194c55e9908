package dev.llmrouter.catalog;

import dev.llmrouter.outcome.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What a target charges, in US dollars per million tokens.
 *
 * @param input for a token of the prompt
 * @param cachedInput for a token of the prompt that the provider had cached; the input price where it is absent
 * @param output for a token of the reply, reasoning included
 */
public record Price(
        @Doc(value = "US dollars per million prompt tokens", required = true) @Range(min = 0) Double input,
        @Doc("US dollars per million prompt tokens that the provider had cached; default: input")
                @Range(min = 0)
                @Nullable
                Double cachedInput,
        @Doc(value = "US dollars per million reply tokens, reasoning included", required = true) @Range(min = 0)
                Double output) {

    /** {@return US dollars for the usage; cached tokens are part of its input and are priced once} */
    public double cost(Usage usage) {
        double cachedPrice = cachedInput == null ? input : cachedInput;
        return ((usage.input() - usage.cached()) * input + usage.cached() * cachedPrice + usage.output() * output)
                / 1e6;
    }
}
