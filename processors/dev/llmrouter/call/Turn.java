package dev.llmrouter.call;

import org.jspecify.annotations.Nullable;

/**
 * What lets a call into dispatch: a place at one of its targets, taken before that is asked, and one in the router where
 * their number is limited. Used by one thread at a time, but for {@link #use}, which the parts of a call may at once.
 */
public final class Turn {

    private @Nullable Place atTarget;
    private @Nullable Place inRouter;
    private long waitedNanos;

    /** The call may go on. Each place is its own from now on; null for none. */
    public void begin(@Nullable Place atTarget, @Nullable Place inRouter) {
        end();
        put(atTarget);
        this.inRouter = inRouter;
    }

    private synchronized void put(@Nullable Place place) {
        this.atTarget = place;
    }

    /** Notes for how long the call waited for it, in nanoseconds. */
    public void waited(long nanos) {
        this.waitedNanos += nanos;
    }

    /** {@return for how long the call waited for it, in nanoseconds, all in all; 0 where it did not} */
    public long waitedNanos() {
        return waitedNanos;
    }

    /** {@return the place that it has there, which the caller has to give back; null where it has none} */
    synchronized @Nullable Place use(Places places) {
        Place own = atTarget;
        if (own == null || own.places() != places) {
            return null;
        }
        atTarget = null;
        return own;
    }

    /** Lets the place go that no target was asked with. */
    void decline() {
        Place unused = atTarget();
        if (unused != null && use(unused.places()) != null) {
            unused.giveBackUnused();
        }
    }

    private synchronized @Nullable Place atTarget() {
        return atTarget;
    }

    /** The call has been in dispatch. */
    public void end() {
        decline();
        Place left = inRouter;
        inRouter = null;
        if (left != null) {
            left.giveBackUnused();
        }
    }
}
