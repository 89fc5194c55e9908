package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.outcome.Failure;
import io.github.resilience4j.bulkhead.Bulkhead;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One target asked for one call. Holds one of the target's places from its begin to its end, which for a stream is its
 * last byte. Written by the thread that runs the call; {@link #leave()} by any, once or more.
 */
public final class Attempt {

    private final Target target;
    private final @Nullable Bulkhead place;
    private final AtomicBoolean hasLeft = new AtomicBoolean();
    private final long begin = System.nanoTime();
    private long answered;
    private @Nullable Failure failure;

    private Attempt(Target target, @Nullable Bulkhead place) {
        this.target = target;
        this.place = place;
    }

    /** An attempt that takes a place, or is refused by {@link io.github.resilience4j.bulkhead.BulkheadFullException}. */
    static Attempt begin(Target target, Bulkhead places) {
        places.acquirePermission();
        return new Attempt(target, places);
    }

    /** An attempt at a target that was not asked, since it is busy or its circuit is open. */
    static Attempt refused(Target target, Failure failure) {
        Attempt refused = new Attempt(target, null);
        refused.failed(failure);
        return refused;
    }

    /** {@return who was asked} */
    public Target target() {
        return target;
    }

    /** {@return whether the target was really asked} */
    public boolean wasAsked() {
        return place != null;
    }

    /** {@return why there is no reply; null while there may be one} */
    public @Nullable Failure failure() {
        return failure;
    }

    /** {@return how long it took to the whole reply, the first content of a stream, or the failure, in nanoseconds} */
    public long nanosToAnswer() {
        return answered - begin;
    }

    void replied() {
        answered = System.nanoTime();
    }

    void failed(Failure why) {
        answered = System.nanoTime();
        failure = why;
        leave();
    }

    /** Gives the target's place back. */
    void leave() {
        if (place != null && hasLeft.compareAndSet(false, true)) {
            place.onComplete();
        }
    }
}
