package dev.llmrouter.catalog;

import dev.llmrouter.outcome.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What a target charges, in US dollars per million tokens.
 *
 * @param input for a token of the prompt
 * @param cachedInput for a token of the prompt that the provider had cached; the input price where it is absent
 * @param cacheWrite for a token of the prompt that the provider puts into its cache; the input price where it is absent
 * @param output for a token of the reply
 * @param reasoning for a token of the reply that was spent on reasoning; the output price where it is absent
 * @param batch by what all of these are multiplied for a call in a batch; null where there are no batches
 */
@Doc("What a model costs, in US dollars per million tokens")
public record Price(
        @Doc(value = "US dollars per million prompt tokens", required = true) @Range(min = 0) Double input,
        @Doc("US dollars per million prompt tokens that the provider had cached; default: input")
                @Range(min = 0)
                @Nullable
                Double cachedInput,
        @Doc("US dollars per million prompt tokens that the provider puts into its cache; default: input")
                @Range(min = 0)
                @Nullable
                Double cacheWrite,
        @Doc(value = "US dollars per million reply tokens", required = true) @Range(min = 0) Double output,
        @Doc("US dollars per million reply tokens that were spent on reasoning; default: output")
                @Range(min = 0)
                @Nullable
                Double reasoning,
        @Doc("what the prices are multiplied by for calls in a batch, such as 0.5; default: there are no batches")
                @Range(min = 0, max = 1)
                @Nullable
                Double batch) {

    /** {@return US dollars for the usage; every token is priced once} */
    public double cost(Usage usage) {
        long plainInput = usage.input() - usage.cached() - usage.cacheWrite();
        long plainOutput = usage.output() - usage.reasoning();
        return (plainInput * input
                        + usage.cached() * or(cachedInput, input)
                        + usage.cacheWrite() * or(cacheWrite, input)
                        + plainOutput * output
                        + usage.reasoning() * or(reasoning, output))
                / 1e6;
    }

    /**
     * {@return the same price in whole numbers, for sums that have to add up}
     *
     * <p>Of decimals of a dollar per million tokens, six count.
     */
    public ExactPrice exact() {
        return new ExactPrice(
                ExactPrice.picos(input),
                ExactPrice.picos(or(cachedInput, input)),
                ExactPrice.picos(or(cacheWrite, input)),
                ExactPrice.picos(output),
                ExactPrice.picos(or(reasoning, output)));
    }

    /**
     * {@return US dollars for tokens of which only a mean is known}
     *
     * @param cachedShare which share of the input the provider is expected to have cached, from 0 to 1
     */
    public double expected(double inputTokens, double cachedShare, double outputTokens) {
        double perInput = input + cachedShare * (or(cachedInput, input) - input);
        return (inputTokens * perInput + outputTokens * output) / 1e6;
    }

    private static double or(@Nullable Double price, double otherwise) {
        return price == null ? otherwise : price;
    }

    /** {@return what two targets charge at most: of each kind of token the dearer price} */
    public Price dearest(Price other) {
        return new Price(
                Math.max(input, other.input),
                Math.max(or(cachedInput, input), or(other.cachedInput, other.input)),
                Math.max(or(cacheWrite, input), or(other.cacheWrite, other.input)),
                Math.max(output, other.output),
                Math.max(or(reasoning, output), or(other.reasoning, other.output)),
                batch == null || other.batch == null ? null : Double.valueOf(Math.max(batch, other.batch)));
    }
}
