package dev.llmrouter.overload;

/**
 * How many waiting calls get their turn in a second, lately: a count that halves every few seconds, over the time in which
 * as much is counted. Not thread-safe; all times are in nanoseconds, of a clock that never goes back.
 */
final class DrainRate {

    /** For how long a turn counts on average, where it counts half after 5 seconds. */
    private static final double MEAN_LIFE = 5e9 / Math.log(2);

    /** So that the first turns alone do not look like a rate. */
    private static final double LEAST = 1e9;

    private double count;
    private long begin;
    private long last;

    /** A call has its turn. */
    void turn(long now) {
        double left = left(now);
        if (left < 1) {
            begin = now;
        }
        count = left + 1;
        last = now;
    }

    private double left(long now) {
        return count == 0 ? 0 : count * Math.exp((last - now) / MEAN_LIFE);
    }

    /** {@return how many nanoseconds so many turns take; infinitely many where there have been none} */
    double nanos(int turns, long now) {
        double counted = MEAN_LIFE * -Math.expm1(-Math.max(LEAST, (double) (now - begin)) / MEAN_LIFE);
        return turns * counted / left(now);
    }
}
