package dev.llmrouter.scatter;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many calls may be asked a second time: a share of all calls, saved up for at most ten. Hedges that come all at
 * once, since a provider has slowed down as a whole, would only add to its load. Thread-safe.
 */
final class HedgeBudget {

    private static final int ONE = 100;
    private static final int MOST = 10 * ONE;

    private final int perCall;
    private final AtomicInteger saved = new AtomicInteger(ONE);

    /** {@code perCent} of the calls. */
    HedgeBudget(int perCent) {
        this.perCall = perCent;
        if (perCent == 0) {
            saved.set(0);
        }
    }

    /** A call has begun. */
    void earn() {
        saved.updateAndGet(now -> Math.min(MOST, now + perCall));
    }

    /** {@return whether one more may be asked a second time, which then is} */
    boolean spend() {
        return saved.getAndUpdate(now -> now >= ONE ? now - ONE : now) >= ONE;
    }
}
