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
 * @param perMinute how much it may be asked in a minute
 * @param unsupported what becomes of parameters that it can't be told
 * @param facts what is known of the model, the price among it
 * @param terms what becomes of the data of calls
 * @param disabled whether the operator has switched it off, so that it is known and never asked
 */
public record Target(
        String name,
        String provider,
        String model,
        double weight,
        int concurrentRequests,
        MinuteLimits perMinute,
        Timeouts timeouts,
        BreakerLimits breaker,
        Unsupported unsupported,
        ModelFacts facts,
        DataTerms terms,
        boolean disabled) {

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
                MinuteLimits.NONE,
                Timeouts.DEFAULT,
                BreakerLimits.DEFAULT,
                Unsupported.DROP,
                ModelFacts.UNKNOWN,
                DataTerms.UNKNOWN,
                false);
    }

    /** {@return the same target with other facts} */
    public Target with(ModelFacts known) {
        return with(known, terms, disabled);
    }

    /** {@return the same target with other terms} */
    public Target with(DataTerms known) {
        return with(facts, known, disabled);
    }

    /** {@return the same target, switched off by the operator or not} */
    public Target disabled(boolean isOff) {
        return with(facts, terms, isOff);
    }

    private Target with(ModelFacts knownFacts, DataTerms knownTerms, boolean isOff) {
        return new Target(
                name,
                provider,
                model,
                weight,
                concurrentRequests,
                perMinute,
                timeouts,
                breaker,
                unsupported,
                knownFacts,
                knownTerms,
                isOff);
    }

    /** By the name alone, which is unique: every call asks it of every candidate. */
    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** {@return what it charges; null where that is not known} */
    public @Nullable Price price() {
        return facts.price();
    }

    /** {@return whether it is known to hold more tokens than another target} */
    public boolean isKnownLargerThan(Target other) {
        Integer window = facts.contextWindow();
        Integer others = other.facts.contextWindow();
        return window != null && others != null && window > others;
    }
}
