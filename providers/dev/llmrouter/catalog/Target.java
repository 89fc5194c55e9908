package dev.llmrouter.catalog;

import org.jspecify.annotations.Nullable;

/**
 * One model at one provider: the unit that is chosen, throttled, broken and billed.
 *
 * @param name unique among the targets; for a target made on demand {@code PROVIDER/MODEL}
 * @param provider the name of who sells it
 * @param model what the provider calls the model
 * @param weight its share where targets are drawn by weight, relative to the others; at least 0
 * @param concurrentRequests how many calls it may answer at one time, streams until they end
 * @param price what it charges; null where it is not known
 * @param unsupported what becomes of parameters that it can't be told
 */
public record Target(
        String name,
        String provider,
        String model,
        double weight,
        int concurrentRequests,
        Timeouts timeouts,
        BreakerLimits breaker,
        @Nullable Price price,
        Unsupported unsupported) {

    /** How many calls at one time a target takes that names no limit. */
    public static final int DEFAULT_CONCURRENT_REQUESTS = 1000;

    /** {@return a target with every limit at its default} */
    public static Target of(String name, String provider, String model) {
        return new Target(
                name,
                provider,
                model,
                1,
                DEFAULT_CONCURRENT_REQUESTS,
                Timeouts.DEFAULT,
                BreakerLimits.DEFAULT,
                null,
                Unsupported.DROP);
    }
}
