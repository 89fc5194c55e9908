package dev.llmrouter.policy;

/**
 * A weighted mean that forgets. Immutable; everybody who asks it brings the same {@link Memory} and clock.
 *
 * @param sum of the measurements, each by its weight
 * @param weight of all measurements
 * @param at when the last one was made, in nanoseconds
 */
record DecayingMean(double sum, double weight, long at) {

    static final DecayingMean NONE = new DecayingMean(0, 0, 0);

    DecayingMean plus(double value, double share, Memory memory, long now) {
        double left = memory.leftBefore(now - at);
        return new DecayingMean(sum * left + value * share, weight * left + share, now);
    }

    /** {@return the mean, or NaN where so much is forgotten that less is left than {@code least} weighs} */
    double ifWeighs(double least, Memory memory, long now) {
        return weight > 0 && weight * memory.left(now - at) >= least ? sum / weight : Double.NaN;
    }

    /** {@return the mean, drawn to an expectation that weighs as much as {@code share} measurements, the more the more is forgotten} */
    double towards(double expected, double share, Memory memory, long now) {
        double left = memory.left(now - at);
        return (sum * left + expected * share) / (weight * left + share);
    }
}
