package dev.llmrouter.budget;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this replica may spend of one budget in one window without asking the store: its leases, less what is reserved and
 * what has been spent out of them. Thread-safe, without locks on the way of a call.
 */
final class Purse {

    private final Budget budget;
    private final Instant begin;
    private final AtomicLong free = new AtomicLong();
    /** Spent out of the leases, and not yet in the store. */
    private final AtomicLong unbooked = new AtomicLong();
    /** As the store last said, of all replicas. */
    private volatile long spent;

    /** Of what was told so far: 0 for nothing, then that it is nearly spent, then that it is. */
    private volatile int told;

    private final long beginMillis;
    private final long endMillis;

    Purse(Budget budget, Instant begin) {
        this.budget = budget;
        this.begin = begin;
        Instant end = budget.period().end(begin);
        this.beginMillis = begin.toEpochMilli();
        this.endMillis = end == null ? Long.MAX_VALUE : end.toEpochMilli();
    }

    /** {@return whether its window is that of a moment} */
    boolean isAt(long nowMillis) {
        return nowMillis >= beginMillis && nowMillis < endMillis;
    }

    Budget budget() {
        return budget;
    }

    Instant begin() {
        return begin;
    }

    /** {@return whether so much was there, which is then kept for one attempt} */
    boolean reserve(long nanos) {
        long now = free.get();
        while (now >= nanos) {
            if (free.compareAndSet(now, now - nanos)) {
                return true;
            }
            now = free.get();
        }
        return false;
    }

    /** An attempt for which so much was reserved has cost that; what is more than reserved is owed. */
    void settle(long reserved, long cost) {
        free.addAndGet(reserved - cost);
        unbooked.addAndGet(cost);
    }

    /** Takes a lease, and where all that is free suffices, keeps so much of it for one attempt; {@return whether it does} */
    boolean addAndReserve(long leased, long nanos) {
        while (true) {
            long now = free.get();
            long then = now + leased;
            boolean suffices = then >= nanos;
            if (free.compareAndSet(now, suffices ? then - nanos : then)) {
                return suffices;
            }
        }
    }

    /** Gets back what was not given away after all. */
    void add(long nanos) {
        free.addAndGet(nanos);
    }

    /** {@return how much is free beyond that, which is then no longer; for who gives it back} */
    long takeBeyond(long kept) {
        long now = free.get();
        while (now > kept) {
            if (free.compareAndSet(now, kept)) {
                return now - kept;
            }
            now = free.get();
        }
        return 0;
    }

    /** {@return what has been spent since this was last asked; whoever asks books it, or gives it back} */
    long takeUnbooked() {
        return unbooked.getAndSet(0);
    }

    void putUnbooked(long nanos) {
        unbooked.addAndGet(nanos);
    }

    long free() {
        return free.get();
    }

    /** {@return whether there is anything that the store does not know} */
    boolean hasChanged() {
        return unbooked.get() != 0 || free.get() != 0;
    }

    /** {@return what is known to be spent, by all replicas} */
    long spent() {
        return spent + unbooked.get();
    }

    void spent(long known) {
        spent = known;
    }

    /** {@return whether there is something new to tell: that it is nearly spent, and then that it is; each is said once} */
    boolean isDue() {
        double share = budget.nanoUsd() == 0 ? 1 : (double) spent() / budget.nanoUsd();
        int stage = share >= 1 ? 2 : share >= budget.warnAt() ? 1 : 0;
        boolean isNew = stage > told;
        told = Math.max(told, stage);
        return isNew;
    }
}
