package dev.llmrouter.catalog;

import dev.llmrouter.outcome.Usage;

/**
 * What a target charges, in trillionths of US dollars (picodollars) for one token, which are millionths of US dollars per
 * million tokens. Money is counted in billionths of US dollars (nanodollars): whole numbers, so that sums add up.
 *
 * @param input for a token of the prompt
 * @param cachedInput for one that the provider had cached
 * @param cacheWrite for one that the provider puts into its cache
 * @param output for a token of the reply
 * @param reasoning for one that was spent on reasoning
 */
public record ExactPrice(long input, long cachedInput, long cacheWrite, long output, long reasoning) {

    private static final long PICOS_PER_NANO = 1000;

    /** More than that is no count of anybody's: then what matters is that nothing overflows. */
    private static final double MOST_PICOS = 1e18;

    static long picos(double usdPerMillion) {
        return Math.round(usdPerMillion * 1e6);
    }

    /** {@return nanodollars for the usage, rounded half up, once; every token is priced once} */
    public long nanoDollars(Usage usage) {
        long plainInput = usage.input() - usage.cached() - usage.cacheWrite();
        long plainOutput = usage.output() - usage.reasoning();
        double about = (double) plainInput * input
                + (double) usage.cached() * cachedInput
                + (double) usage.cacheWrite() * cacheWrite
                + (double) plainOutput * output
                + (double) usage.reasoning() * reasoning;
        if (about > MOST_PICOS) {
            return Math.round(about / PICOS_PER_NANO);
        }
        long picos = plainInput * input
                + usage.cached() * cachedInput
                + usage.cacheWrite() * cacheWrite
                + plainOutput * output
                + usage.reasoning() * reasoning;
        return (picos + PICOS_PER_NANO / 2) / PICOS_PER_NANO;
    }
}
