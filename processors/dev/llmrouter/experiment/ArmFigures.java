package dev.llmrouter.experiment;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What has been seen of an arm since it began, or began anew: some numbers and one histogram, however many calls. Thread-safe. */
final class ArmFigures {

    private static final double TICKS_PER_SECOND = 10_000;
    private static final long MOST_TICKS = (long) (3600 * TICKS_PER_SECOND);
    /** Percentiles are within a hundredth of what they are. */
    private static final int DIGITS = 2;

    /**
     * What there was at one moment.
     *
     * @param errors of the calls that were not cancelled
     * @param seconds of the calls that were answered by the arm itself, until the last byte
     * @param logSeconds their natural logarithms, which are compared since times are skewed
     * @param usd what those cost whose price is known
     * @param scores of feedback, from 0 to 1
     */
    record Seen(
            Proportion errors,
            Average seconds,
            Average logSeconds,
            Average usd,
            Proportion scores,
            long fellBack,
            long cancelled) {

        static final Seen NOTHING =
                new Seen(Proportion.NONE, Average.NONE, Average.NONE, Average.NONE, Proportion.NONE, 0, 0);
    }

    private final Histogram ticks = new Histogram(1, MOST_TICKS, DIGITS);
    private Seen seen = Seen.NOTHING;

    /** A call has ended; {@code usd} is null where the price is not known. */
    synchronized void ended(Outcome outcome, double seconds, @Nullable Double usd) {
        seen = switch (outcome) {
            case OK -> answered(seconds, usd);
            case ERROR -> failed(0);
            case FELL_BACK -> failed(1);
            case CANCELLED ->
                new Seen(
                        seen.errors,
                        seen.seconds,
                        seen.logSeconds,
                        seen.usd,
                        seen.scores,
                        seen.fellBack,
                        seen.cancelled + 1);
        };
    }

    private Seen answered(double seconds, @Nullable Double usd) {
        long tick = Math.max(1, Math.min(MOST_TICKS, Math.round(seconds * TICKS_PER_SECOND)));
        ticks.recordValue(tick);
        return new Seen(
                seen.errors.plus(0),
                seen.seconds.plus(seconds),
                seen.logSeconds.plus(Math.log(tick / TICKS_PER_SECOND)),
                usd == null ? seen.usd : seen.usd.plus(usd),
                seen.scores,
                seen.fellBack,
                seen.cancelled);
    }

    private Seen failed(int others) {
        return new Seen(
                seen.errors.plus(1),
                seen.seconds,
                seen.logSeconds,
                seen.usd,
                seen.scores,
                seen.fellBack + others,
                seen.cancelled);
    }

    /** Somebody said how good a reply was, from 0 to 1. */
    synchronized void scored(double score) {
        seen = new Seen(
                seen.errors,
                seen.seconds,
                seen.logSeconds,
                seen.usd,
                seen.scores.plus(score),
                seen.fellBack,
                seen.cancelled);
    }

    synchronized Seen seen() {
        return seen;
    }

    /** {@return what so many per cent of the answered calls did not take longer than, in seconds; 0 where there are none} */
    synchronized double secondsAt(double percentile) {
        return ticks.getTotalCount() == 0 ? 0 : ticks.getValueAtPercentile(percentile) / TICKS_PER_SECOND;
    }
}
