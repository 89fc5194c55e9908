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
        this.alarm = alarm;
    }

    /** Begins to watch. */
    public void start() {
        Duration own = awaitsFirstToken ? shorter(limits.firstToken(), limits.total()) : limits.total();
        await(deadline == null ? own : shorter(own, Duration.ofMillis(deadline.leftMillis())));
    }

    /** From now on the limit is on silence; {@code silence} tells in nanoseconds how long it has lasted. */
    public void opened(LongSupplier silence) {
        this.silence = silence;
        awaitsFirstToken = false;
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
        Duration left = limits.total().minusNanos(System.nanoTime() - begin);
        if (silence == null && deadline != null && deadline.hasPassed()) {
            alarm.late(Deadline.passed());
        } else if (left.toMillis() <= 0) {
            alarm.late(late("total"));
        } else if (awaitsFirstToken) {
            alarm.late(late("firstToken"));
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

    /** {@return the failure of a target that took longer than its limit of that name} */
    static Failure late(String limit) {
        return Failure.of(
                FailureClass.TIMEOUT, "The provider took longer than the target's limit '" + limit + "' allows.");
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
