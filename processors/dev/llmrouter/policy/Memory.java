package dev.llmrouter.policy;

import java.time.Duration;

/**
 * How measurements are forgotten: by time, and by those that follow, so that many of them don't outweigh the next few.
 *
 * @param halfLifeNanos after how many nanoseconds a measurement counts half
 * @param most how many measurements count at most, all together
 */
record Memory(double halfLifeNanos, double most) {

    static Memory of(Duration halfLife, int most) {
        return new Memory(halfLife.toNanos(), most);
    }

    /** {@return by what the weight of earlier measurements is multiplied after that many nanoseconds} */
    double left(long nanos) {
        return nanos <= 0 ? 1 : Math.exp(nanos / halfLifeNanos * -Math.log(2));
    }

    /** {@return the same where another measurement follows} */
    double leftBefore(long nanos) {
        return Math.min(left(nanos), 1 - 1 / most);
    }
}
