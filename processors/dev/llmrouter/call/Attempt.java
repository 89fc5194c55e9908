package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.outcome.Usage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One target asked for one call. Holds one of the target's places from its begin to its end, which for a stream is its
 * last byte. Written by the thread that runs the call; {@link #leave()} by any, once or more.
 */
public final class Attempt {

    private final Target target;
    private final @Nullable Place place;
    private final boolean stream;
    private final long begin = System.nanoTime();
    /** When it was answered and when it gave its place back; 0 until then. */
    private final AtomicLong answered = new AtomicLong();

    private final AtomicLong end = new AtomicLong();
    private @Nullable Failure failure;
    private @Nullable LlmReply reply;
    private @Nullable String rejection;
    private @Nullable Usage usage;
    private boolean isGuessed;
    private @Nullable Failure broke;
    private int leftOut;
    private @Nullable Hold hold;
    private @Nullable Booking booking;

    private Attempt(Target target, @Nullable Place place, boolean stream) {
        this.target = target;
        this.place = place;
        this.stream = stream;
    }

    /** An attempt that holds a place at the target, and gives it back. */
    static Attempt begin(Target target, Place place, boolean stream) {
        Attempt attempt = new Attempt(target, place, stream);
        place.places().waiting(stream).enter(attempt.begin);
        return attempt;
    }

    /** An attempt at a target that was not asked, since it is busy or its circuit is open. */
    static Attempt refused(Target target, Failure failure) {
        Attempt refused = new Attempt(target, null, false);
        refused.failed(failure);
        refused.leave();
        return refused;
    }

    /** {@return who was asked} */
    public Target target() {
        return target;
    }

    /** {@return whether the target was really asked} */
    public boolean wasAsked() {
        return place != null && (failure == null || failure.kind() != FailureClass.BUDGET);
    }

    /** Keeps what was reserved for it, until it is settled. */
    public void hold(Hold reserved) {
        hold = reserved;
    }

    /** {@return what is reserved for it of budgets, in billionths of US dollars} */
    public long reservedNanoUsd() {
        Hold held = hold;
        return held == null ? 0 : held.nanoUsd();
    }

    /** {@return whether it was asked for a stream} */
    public boolean stream() {
        return stream;
    }

    /** {@return why there is no reply; null while there may be one} */
    public @Nullable Failure failure() {
        return failure;
    }

    /** {@return what came; null while nothing has, and once the call is settled} */
    @Nullable
    LlmReply reply() {
        return reply;
    }

    /** {@return the tokens of what came, which have to be paid; null where nothing came; of a stream, once it has ended} */
    public @Nullable Usage usage() {
        return reply == null ? usage : reply.usage();
    }

    /** {@return whether the tokens are only what it may have cost, since nothing came of it} */
    public boolean isGuessed() {
        return isGuessed;
    }

    /** {@return why a stream broke off that had begun; null where none did} */
    public @Nullable Failure broke() {
        return reply == null ? broke : reply.failure();
    }

    /** {@return how many events of its stream could not be read and were not passed on; once it has ended} */
    public int leftOut() {
        return reply == null ? leftOut : leftOut(reply);
    }

    private static int leftOut(LlmReply came) {
        LlmStream stream = came.stream();
        return stream == null ? 0 : stream.leftOut();
    }

    /** {@return why what came is not good enough, in one word; null where it is, or nothing came} */
    public @Nullable String rejection() {
        return rejection;
    }

    /** {@return for how long it has been going on, in nanoseconds} */
    public long nanosSoFar() {
        return System.nanoTime() - begin;
    }

    /** {@return how long it took to the whole reply, the first content of a stream, or the failure, in nanoseconds} */
    public long nanosToAnswer() {
        return answered.get() - begin;
    }

    /** {@return how long the target's place was held, which is to the last byte of the reply, in nanoseconds; 0 before that} */
    public long nanos() {
        long last = end.get();
        return last == 0 ? 0 : last - begin;
    }

    /** Notes what the ledger has of it. */
    public void book(Booking begun) {
        booking = begun;
    }

    /** {@return what the ledger has of it, once; null where that is nothing} */
    public @Nullable Booking takeBooking() {
        Booking begun = booking;
        booking = null;
        return begun;
    }

    /** Notes that its reply, or the beginning of it, is there, of which the tokens have to be paid. */
    void replied(LlmReply came) {
        reply = came;
        if (place != null) {
            place.places().waiting(stream).answered(now());
        }
        answered();
    }

    /** Notes that what came is not good enough, and why, in one word. */
    void rejected(LlmReply came, String why) {
        reply = came;
        rejection = why;
    }

    private void answered() {
        if (answered.compareAndSet(0, now()) && place != null) {
            place.places().waiting(stream).leave(begin);
        }
    }

    /** Notes why there is no reply. It keeps its place until it leaves, so that first may be seen to what that means. */
    void failed(Failure why) {
        failure = why;
        answered();
    }

    /** Counts what it will have cost although nothing came of it: providers bill the prompt all the same. */
    void cost(Usage estimated) {
        usage = estimated;
        isGuessed = reply == null;
    }

    /** {@return whether it was stopped from outside, before anything came} */
    public boolean isCalledOff() {
        return failure != null && failure.kind() == FailureClass.CANCELLED;
    }

    /** Gives the target's place back, and what it was expected to use of its allowance and did not. */
    void leave() {
        answered();
        if (end.compareAndSet(0, now()) && place != null) {
            place.giveBack(usage());
        }
    }

    /** Keeps numbers and nothing that was said, since attempts are remembered for longer than their call. */
    void settle() {
        leave();
        usage = usage();
        broke = broke();
        leftOut = leftOut();
        reply = null;
        Hold held = hold;
        hold = null;
        if (held != null) {
            held.settle(usage);
        }
    }

    /** Never 0. */
    private static long now() {
        return System.nanoTime() | 1;
    }
}
