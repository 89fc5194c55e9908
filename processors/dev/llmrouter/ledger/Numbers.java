package dev.llmrouter.ledger;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers for attempts, each larger than all before, also those of earlier processes where the clock does not go
 * backwards. The upper bits are the milliseconds since the epoch. Thread-safe.
 */
final class Numbers {

    private static final int PER_MILLISECOND_BITS = 20;

    private final InstantSource clock;
    private final AtomicLong last = new AtomicLong();

    Numbers(InstantSource clock) {
        this.clock = clock;
    }

    long next() {
        long now = first(clock.millis());
        return last.updateAndGet(before -> Math.max(before + 1, now));
    }

    /** {@return the smallest number of a millisecond} */
    static long first(long millis) {
        return millis << PER_MILLISECOND_BITS;
    }

    static long millis(long number) {
        return number >>> PER_MILLISECOND_BITS;
    }
}
