package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
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
    private @Nullable LlmReply reply;
    private @Nullable String rejection;

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

    /** {@return what came, of which the tokens have to be paid; null while nothing has} */
    public @Nullable LlmReply reply() {
        return reply;
    }

    /** {@return why what came is not good enough, in one word; null where it is, or nothing came} */
    public @Nullable String rejection() {
        return rejection;
    }

    /** {@return how long it took to the whole reply, the first content of a stream, or the failure, in nanoseconds} */
    public long nanosToAnswer() {
        return answered - begin;
    }

    /** The first time that something came is when it came. */
    void replied(LlmReply came) {
        answered = reply == null ? System.nanoTime() : answered;
        reply = came;
    }

    void rejected(LlmReply came, String why) {
        reply = came;
        rejection = why;
    }

    void failed(Failure why) {
        answered = rejection == null ? System.nanoTime() : answered;
        failure = why;
        leave();
    }

    /** Whether it was stopped from outside, before anything came. */
    boolean isCalledOff() {
        return failure != null && failure.kind() == FailureClass.CANCELLED;
    }

    /** Gives the target's place back. */
    void leave() {
        if (place != null && hasLeft.compareAndSet(false, true)) {
            place.onComplete();
        }
    }
}
