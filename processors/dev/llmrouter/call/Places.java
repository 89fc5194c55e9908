package dev.llmrouter.call;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import io.github.resilience4j.bulkhead.Bulkhead;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The places at one target: how many calls it has, streams until they end, what it may still be asked in this minute, and
 * for how long those wait that have no answer yet. Thread-safe and lock-free.
 */
public final class Places {

    /** Nobody knows when a place is free; soon is the best guess that HTTP can say. */
    private static final int RETRY_AFTER_SECONDS = 1;

    private final Bulkhead bulkhead;
    private final @Nullable Allowance allowance;
    private final Waiting streams = new Waiting();
    private final Waiting wholes = new Waiting();
    private volatile @Nullable Runnable awaiting;

    /** The places that a bulkhead has, all of which are taken and given back here. */
    public Places(Bulkhead bulkhead) {
        this(bulkhead, null);
    }

    /** The same of a target that may only be asked so much in a minute; null for any amount. */
    public Places(Bulkhead bulkhead, @Nullable Allowance allowance) {
        this.bulkhead = bulkhead;
        this.allowance = allowance;
    }

    /** {@return whether it matters how many tokens a call will use} */
    public boolean countsTokens() {
        return allowance != null && allowance.countsTokens();
    }

    /**
     * Takes a place.
     *
     * @param tokens how many the call is expected to use
     * @throws dev.llmrouter.outcome.LlmException of class BUSY, with the time until it may be better, where none is free
     */
    public Place take(long tokens) {
        Place taken = tryTake(tokens);
        if (taken == null) {
            throw refusal(nanosUntil(tokens)).asException();
        }
        return taken;
    }

    /** {@return a place; null where none is free or the allowance does not suffice} */
    public @Nullable Place tryTake(long tokens) {
        if (!bulkhead.tryAcquirePermission()) {
            return null;
        }
        if (allowance != null && !allowance.take(tokens)) {
            bulkhead.releasePermission();
            tellWhoWaits();
            return null;
        }
        return new Place(this, tokens);
    }

    private static Failure refusal(long nanos) {
        FailureClass busy = FailureClass.BUSY;
        return nanos == 0
                ? Failure.of(busy, "The target has as many calls as it may have. Try again in a moment.")
                        .retryingAfter(RETRY_AFTER_SECONDS)
                : Failure.of(busy, "The target has been asked as much as it may be in a minute.")
                        .retryingAfter(seconds(nanos));
    }

    /** Rounded up, so that who comes back then does not come too early. */
    private static int seconds(long nanos) {
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1));
    }

    /** {@return in how many nanoseconds its allowance lets a call of so many tokens in; 0 where it does now} */
    public long nanosUntil(long tokens) {
        return allowance == null ? 0 : allowance.nanosUntil(tokens);
    }

    void settle(long taken, long used) {
        if (allowance != null) {
            allowance.settle(taken, used);
        }
        bulkhead.onComplete();
        tellWhoWaits();
    }

    void putBack(long tokens) {
        if (allowance != null) {
            allowance.putBack(tokens);
        }
        bulkhead.releasePermission();
        tellWhoWaits();
    }

    /** After the place is free: who begins to wait now sees it, and who waited before is told. */
    private void tellWhoWaits() {
        Runnable told = awaiting;
        if (told != null) {
            told.run();
        }
    }

    /** Says who is to be told of every place that is given back, on the thread that does; null for nobody. */
    public void await(@Nullable Runnable told) {
        awaiting = told;
    }

    /** {@return whether somebody waits for a place, who is to have the next} */
    public boolean isAwaited() {
        return awaiting != null;
    }

    /** {@return how many places are taken} */
    public int taken() {
        return bulkhead.getBulkheadConfig().getMaxConcurrentCalls()
                - bulkhead.getMetrics().getAvailableConcurrentCalls();
    }

    /** {@return the calls that wait for the first content of a stream, or those that wait for a whole reply} */
    public Waiting waiting(boolean stream) {
        return stream ? streams : wholes;
    }
}
