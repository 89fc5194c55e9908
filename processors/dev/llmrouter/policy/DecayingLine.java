package dev.llmrouter.policy;

/**
 * A straight line through measurements that forgets: least squares with decaying weights. It neither falls nor begins
 * below zero, so a few odd measurements can't bend it out of shape; where all have the same {@code x} it is level.
 * Immutable; everybody who asks it brings the same {@link Memory} and clock.
 *
 * @param weight of all measurements
 * @param x their decayed sum, and likewise of {@code y}, of the squares of {@code x}, and of the products
 * @param at when the last one was made, in nanoseconds
 */
record DecayingLine(double weight, double x, double y, double xx, double xy, long at) {

    static final DecayingLine NONE = new DecayingLine(0, 0, 0, 0, 0, 0);

    /** What of a variance is rounding. */
    private static final double ROUNDING = 1e-9;

    DecayingLine plus(double atX, double value, Memory memory, long now) {
        double left = memory.leftBefore(now - at);
        return new DecayingLine(
                weight * left + 1,
                x * left + atX,
                y * left + value,
                xx * left + atX * atX,
                xy * left + atX * value,
                now);
    }

    /** {@return the line's height there, or NaN where so much is forgotten that less is left than {@code least} weighs} */
    double ifWeighs(double least, double atX, Memory memory, long now) {
        return weighs(least, memory, now) ? y / weight + slope() * (atX - x / weight) : Double.NaN;
    }

    /** {@return how much of {@code x} there is for one of {@code y}, over all measurements; NaN likewise} */
    double xPerY(double least, Memory memory, long now) {
        return weighs(least, memory, now) ? x / y : Double.NaN;
    }

    private boolean weighs(double least, Memory memory, long now) {
        return weight > 0 && weight * memory.left(now - at) >= least;
    }

    private double slope() {
        double meanX = x / weight;
        double meanY = y / weight;
        double variance = xx / weight - meanX * meanX;
        if (variance <= ROUNDING * meanX * meanX) {
            return 0;
        }
        double slope = (xy / weight - meanX * meanY) / variance;
        return Math.max(0, Math.min(slope, meanY / meanX));
    }
}
