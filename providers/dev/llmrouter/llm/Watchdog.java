package dev.llmrouter.llm;

import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches one attempt against its target's limits with one timer at a time. A limit on the silence between chunks is
 * looked at only when it could be up, so a chunk costs nothing. Not thread-safe: all on the attempt's event loop.
 */
public final class Watchdog {

    /** Told that a limit is up. */
    @FunctionalInterface
    public interface Alarm {
        /** There is no more time, for that reason. */
        void late(Failure why);
    }

    private final Vertx vertx;
    private final Timeouts limits;
    private final @Nullable Deadline deadline;
    private final Alarm alarm;
    private final long begin = System.nanoTime();
    private @Nullable LongSupplier silence;
    private boolean awaitsFirstToken;
    private boolean awaitsSpeed;
    private long speedBegin;
    private long end;
    private long timer = -1;

    /**
     * A watchdog that sleeps.
     *
     * @param deadline the caller's, for the first token or the whole reply; null for none
     * @param stream whether there is a first token to wait for
     */
    public Watchdog(Vertx vertx, Timeouts limits, @Nullable Deadline deadline, boolean stream, Alarm alarm) {
        this.vertx = vertx;
        this.limits = limits;
        this.deadline = deadline;
        this.awaitsFirstToken = stream;
        this.end = begin + limits.total().toNanos();
        this.alarm = alarm;
    }

    /** Begins to watch. */
    public void start() {
        Duration own = awaitsFirstToken ? shorter(limits.firstToken(), limits.total()) : limits.total();
        await(deadline == null ? own : shorter(own, Duration.ofMillis(deadline.leftMillis())));
    }

    /** The first content is there; from now on the limit is on how long it takes to be enough. */
    public void begun() {
        awaitsFirstToken = false;
        awaitsSpeed = true;
        speedBegin = System.nanoTime();
        stop();
        check();
    }

    /** However much is left of the total, from now on it is no more than that. */
    public void shorten(Duration left) {
        end = Math.min(end, System.nanoTime() + left.toNanos());
        stop();
        check();
    }

    /** From now on the limit is on silence; {@code silence} tells in nanoseconds how long it has lasted. */
    public void opened(LongSupplier silence) {
        this.silence = silence;
        awaitsFirstToken = false;
        awaitsSpeed = false;
        stop();
        check();
    }

    /** Watches no longer. */
    public void stop() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    private void await(Duration time) {
        timer = vertx.setTimer(Math.max(1, time.toMillis()), id -> {
            timer = -1;
            check();
        });
    }

    private void check() {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        if (silence == null && deadline != null && deadline.hasPassed()) {
            alarm.late(Deadline.passed());
        } else if (left.toMillis() <= 0) {
            alarm.late(late("total"));
        } else if (awaitsFirstToken) {
            alarm.late(late("firstToken"));
        } else if (awaitsSpeed) {
            checkSpeed(left);
        } else if (silence != null) {
            Duration quiet = limits.idle().minusNanos(silence.getAsLong());
            if (quiet.toMillis() <= 0) {
                alarm.late(late("idle"));
            } else {
                await(shorter(quiet, left));
            }
        } else {
            await(left);
        }
    }

    private void checkSpeed(Duration left) {
        Duration ofWindow = limits.speedWindow().minusNanos(System.nanoTime() - speedBegin);
        if (ofWindow.toMillis() <= 0) {
            alarm.late(Failure.of(
                    FailureClass.TOO_SLOW,
                    "The provider's stream was slower than the target's limit 'minimumSpeed' allows."));
        } else {
            Duration most = shorter(ofWindow, left);
            await(deadline == null ? most : shorter(most, Duration.ofMillis(deadline.leftMillis())));
        }
    }

    /** {@return the failure of a target that took longer than its limit of that name} */
    static Failure late(String limit) {
        return Failure.of(
                FailureClass.TIMEOUT, "The provider took longer than the target's limit '" + limit + "' allows.");
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
