package dev.llmrouter.experiment;

import java.util.function.DoublePredicate;

/**
 * The mean of numbers from 0 to 1, such as errors among calls or scores of feedback, with bounds and comparisons that
 * hold however often and whenever somebody looks. Immutable.
 *
 * <p>The bet on each number before it is seen is Krichevsky and Trofimov's estimate (1981), which makes the product of
 * the bets the likelihood under a mixture with the prior Beta(1/2, 1/2) where the numbers are 0 or 1. Divided by the
 * likelihood under the true mean it is a test martingale, for other numbers from 0 to 1 a supermartingale since it is
 * convex in each of them; so by Ville's inequality it passes 1/alpha with probability alpha at most, ever. See Robbins
 * (1970), "Statistical methods related to the law of the iterated logarithm"; Howard, Ramdas, McAuliffe and Sekhon
 * (2021), "Time-uniform, nonparametric, nonasymptotic confidence sequences"; for two samples with one product Turner, Ly
 * and Grünwald (2024), "Generic e-variables for exact sequential k-sample tests that allow for optional stopping".
 * Exact at every size; numbers have to be independent.
 *
 * @param count how many there were
 * @param sum of them
 * @param logBets logarithm of the product of the bets
 */
record Proportion(long count, double sum, double logBets) {

    static final Proportion NONE = new Proportion(0, 0, 0);

    private static final int HALVINGS = 50;

    /** {@return this with one more, from 0 to 1} */
    Proportion plus(double number) {
        double expected = (sum + 0.5) / (count + 1);
        return new Proportion(
                count + 1, sum + number, logBets + number * Math.log(expected) + (1 - number) * Math.log1p(-expected));
    }

    /** {@return the mean; NaN where there is none} */
    double mean() {
        return sum / count;
    }

    /** {@return a confidence sequence: between what the true mean lies, at every time at once, but with probability alpha} */
    Interval interval(double alpha) {
        if (count == 0) {
            return new Interval(0, 1);
        }
        DoublePredicate isPossible = mean -> logBets - logLikelihood(mean) < -Math.log(alpha);
        return new Interval(
                isPossible.test(0) ? 0 : border(mean(), 0, isPossible),
                isPossible.test(1) ? 1 : border(mean(), 1, isPossible));
    }

    /** The sequence is an interval, since the likelihood falls on both sides of the mean. */
    private static double border(double within, double beyond, DoublePredicate isPossible) {
        double in = within;
        double out = beyond;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (in + out) / 2;
            if (isPossible.test(middle)) {
                in = middle;
            } else {
                out = middle;
            }
        }
        return out;
    }

    /**
     * {@return an always valid p-value of both having the same mean: if they have, it is ever at most alpha with
     * probability alpha at most} One over the product of both martingales at the mean under which it is smallest, which is
     * that of all numbers together.
     */
    double pValue(Proportion other) {
        double mean = (sum + other.sum) / (count + other.count);
        double evidence = logBets + other.logBets - logLikelihood(mean) - other.logLikelihood(mean);
        return count == 0 || other.count == 0 ? 1 : Math.min(1, Math.exp(-evidence));
    }

    private double logLikelihood(double mean) {
        double others = count - sum;
        return (sum == 0 ? 0 : sum * Math.log(mean)) + (others <= 0 ? 0 : others * Math.log1p(-mean));
    }
}
