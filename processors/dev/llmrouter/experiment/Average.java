package dev.llmrouter.experiment;

/**
 * The mean of any numbers with a finite variance, with bounds and comparisons that may be looked at as often as one
 * likes. Immutable; mean and variance by Welford (1962).
 *
 * <p>Under the normal mixture of Robbins (1970) with the variance of the sample, as in Waudby-Smith, Arbour, Sinha,
 * Kennedy and Ramdas (2021), "Time-uniform central limit theory and asymptotic confidence sequences", theorem 2.2; two
 * samples are compared by the product of both, as Johari, Koomen, Pekelis and Walsh (2017), "Peeking at A/B tests",
 * compare them by one mixture. It holds asymptotically, so nothing is claimed before {@value #LEAST} numbers.
 *
 * @param count how many there were
 * @param mean of them
 * @param squares sum of the squared distances from the mean
 */
record Average(long count, double mean, double squares) {

    static final Average NONE = new Average(0, 0, 0);

    /** How many numbers it takes for their variance to be known well enough. */
    static final int LEAST = 50;

    /** Of the mixture: bounds are the tightest at about 700 numbers, by the formula of the paper for alpha 0.05. */
    private static final double RHO_SQUARED = 0.0113;

    /** {@return this with one more} */
    Average plus(double number) {
        double from = number - mean;
        double moved = mean + from / (count + 1);
        return new Average(count + 1, moved, squares + from * (number - moved));
    }

    /** {@return a confidence sequence: between what the true mean lies, at every time at once, but with probability alpha} */
    Interval interval(double alpha) {
        if (count < LEAST) {
            return new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        double mixed = 1 + count * RHO_SQUARED;
        double half =
                Math.sqrt(variance() * 2 * mixed / (RHO_SQUARED * count * count) * Math.log(Math.sqrt(mixed) / alpha));
        return new Interval(mean - half, mean + half);
    }

    /** {@return an always valid p-value of both having the same mean; 1 where neither varies} */
    double pValue(Average other) {
        double spread = spread() + other.spread();
        if (count < LEAST || other.count < LEAST || spread == 0) {
            return 1;
        }
        double apart = mean - other.mean;
        double evidence =
                apart * apart / spread - (Math.log1p(count * RHO_SQUARED) + Math.log1p(other.count * RHO_SQUARED)) / 2;
        return Math.min(1, Math.exp(-evidence));
    }

    /** The logarithm of the mixture is the squared distance from the mean over this; two add up at the worst common mean. */
    private double spread() {
        return 2 * variance() * (1 + count * RHO_SQUARED) / (RHO_SQUARED * count * count);
    }

    private double variance() {
        return squares / (count - 1);
    }
}
