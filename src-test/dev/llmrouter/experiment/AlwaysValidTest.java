package dev.llmrouter.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What is promised of looking all the time: how often chance looks like a difference, and how soon a difference is seen. */
class AlwaysValidTest {

    private static final double ALPHA = 0.05;
    private static final int RUNS = 300;
    private static final int CALLS = 2000;

    /** {@return in how many runs somebody who looks after every call sees a difference; a share of calls is the arm's} */
    private static double seen(Random random, double share, ToDoubleFunction<Boolean> error) {
        int seen = 0;
        for (int run = 0; run < RUNS; run++) {
            Proportion control = Proportion.NONE;
            Proportion arm = Proportion.NONE;
            boolean isSeen = false;
            for (int call = 0; call < CALLS && !isSeen; call++) {
                boolean isArm = random.nextDouble() < share;
                double number = random.nextDouble() < error.applyAsDouble(isArm) ? 1 : 0;
                control = isArm ? control : control.plus(number);
                arm = isArm ? arm.plus(number) : arm;
                isSeen = arm.pValue(control) <= ALPHA;
            }
            seen += isSeen ? 1 : 0;
        }
        return seen / (double) RUNS;
    }

    private static double seenInMeans(double share, DoubleSupplier control, DoubleSupplier arm, Random random) {
        int seen = 0;
        for (int run = 0; run < RUNS; run++) {
            Average ofControl = Average.NONE;
            Average ofArm = Average.NONE;
            boolean isSeen = false;
            for (int call = 0; call < CALLS && !isSeen; call++) {
                boolean isArm = random.nextDouble() < share;
                ofControl = isArm ? ofControl : ofControl.plus(control.getAsDouble());
                ofArm = isArm ? ofArm.plus(arm.getAsDouble()) : ofArm;
                isSeen = ofArm.pValue(ofControl) <= ALPHA;
            }
            seen += isSeen ? 1 : 0;
        }
        return seen / (double) RUNS;
    }

    @Test
    void equalErrorRatesSeldomLookDifferentHoweverOftenOneLooks() {
        assertThat(seen(new Random(1), 0.5, isArm -> 0.02)).isLessThanOrEqualTo(ALPHA);
        assertThat(seen(new Random(2), 0.1, isArm -> 0.3)).isLessThanOrEqualTo(ALPHA);
        assertThat(seen(new Random(3), 0.01, isArm -> 0.05)).isLessThanOrEqualTo(ALPHA);
    }

    @Test
    void errorRatesThatDifferAreSeen() {
        assertThat(seen(new Random(4), 0.5, isArm -> isArm ? 0.08 : 0.02)).isGreaterThan(0.9);
        assertThat(seen(new Random(5), 0.1, isArm -> isArm ? 0.14 : 0.02)).isGreaterThan(0.9);
        assertThat(seen(new Random(6), 0.05, isArm -> isArm ? 0.5 : 0.02)).isEqualTo(1);
    }

    @Test
    void equalTimesSeldomLookDifferentHoweverOftenOneLooks() {
        Random random = new Random(7);
        DoubleSupplier logTime = () -> 0.8 * random.nextGaussian();
        assertThat(seenInMeans(0.5, logTime, logTime, random)).isLessThanOrEqualTo(ALPHA);
        assertThat(seenInMeans(0.1, logTime, logTime, random)).isLessThanOrEqualTo(ALPHA);
    }

    @Test
    void equalCostsSeldomLookDifferentAlthoughTheyAreSkewed() {
        Random random = new Random(8);
        DoubleSupplier usd = () -> -Math.log1p(-random.nextDouble()) / 1000;
        assertThat(seenInMeans(0.5, usd, usd, random)).isLessThanOrEqualTo(ALPHA);
        assertThat(seenInMeans(0.1, usd, usd, random)).isLessThanOrEqualTo(ALPHA);
    }

    @Test
    void timesThatDifferAreSeen() {
        Random random = new Random(9);
        DoubleSupplier control = () -> 0.8 * random.nextGaussian();
        DoubleSupplier slower = () -> Math.log(1.5) + 0.8 * random.nextGaussian();
        assertThat(seenInMeans(0.1, control, slower, random)).isGreaterThan(0.9);
    }

    @Test
    void boundsHoldAtEveryTimeAtOnce() {
        Random random = new Random(10);
        int leftOut = 0;
        for (int run = 0; run < RUNS; run++) {
            Proportion scores = Proportion.NONE;
            Average times = Average.NONE;
            boolean isLeftOut = false;
            for (int call = 0; call < 500 && !isLeftOut; call++) {
                scores = scores.plus(Math.pow(random.nextDouble(), 3));
                times = times.plus(2 + random.nextGaussian());
                isLeftOut = call % 10 == 0
                        && (isOutside(0.25, scores.interval(ALPHA / 2)) || isOutside(2, times.interval(ALPHA / 2)));
            }
            leftOut += isLeftOut ? 1 : 0;
        }
        assertThat(leftOut / (double) RUNS).isLessThanOrEqualTo(ALPHA);
    }

    private static boolean isOutside(double value, Interval interval) {
        return value < interval.low() || value > interval.high();
    }

    @Test
    void boundsCloseInOnTheMean() {
        Proportion scores = Proportion.NONE;
        Average times = Average.NONE;
        Random random = new Random(11);
        for (int call = 0; call < 10_000; call++) {
            scores = scores.plus(random.nextDouble() < 0.2 ? 1 : 0);
            times = times.plus(2 + random.nextGaussian());
        }
        assertThat(scores.interval(ALPHA).low()).isBetween(0.17, 0.2);
        assertThat(scores.interval(ALPHA).high()).isBetween(0.2, 0.23);
        assertThat(times.interval(ALPHA).low()).isBetween(1.95, 2.0);
        assertThat(times.interval(ALPHA).high()).isBetween(2.0, 2.05);
    }

    @Test
    void nothingSeenMeansNothingKnown() {
        assertThat(Proportion.NONE.interval(ALPHA)).isEqualTo(new Interval(0, 1));
        assertThat(Proportion.NONE.plus(1).pValue(Proportion.NONE)).isEqualTo(1);
        assertThat(Average.NONE.pValue(Average.NONE)).isEqualTo(1);
        assertThat(Average.NONE.plus(3).interval(ALPHA).high()).isInfinite();
    }

    @Test
    void meansAndVarianceAreWhatTheyAre() {
        Average average = Average.NONE.plus(1).plus(2).plus(6);
        assertThat(average.mean()).isCloseTo(3, within(1e-12));
        assertThat(average.squares()).isCloseTo(14, within(1e-12));
        assertThat(Proportion.NONE.plus(1).plus(0).plus(0.5).mean()).isCloseTo(0.5, within(1e-12));
    }
}
