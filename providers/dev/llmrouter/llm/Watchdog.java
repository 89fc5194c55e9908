package dev.llmrouter.llm;

import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches one attempt against its target's limits with one timer at a time. A limit on the silence between chunks is
 * looked at only when it could be up, so a chunk costs nothing. Not thread-safe: all on the attempt's event loop.
 */
public final class Watchdog {

    /** How often it is asked whether to wait on. */
    private static final Duration LOOK = Duration.ofMillis(500);

    /** Told that a limit is up. */
    @FunctionalInterface
    public interface Alarm {
        /** There is no more time, for that reason. */
        void late(Failure why);
    }

    private final Vertx vertx;
    private final Timeouts limits;
    private final @Nullable Deadline deadline;
    private final @Nullable BooleanSupplier movesOn;
    private final Alarm alarm;
    private final long begin = System.nanoTime();
    private @Nullable LongSupplier silence;
    private boolean awaitsAnswer = true;
    private boolean awaitsFirstToken;
    private boolean awaitsSpeed;
    private long speedBegin;
    private long end;
    private long timer = -1;

    /**
     * A watchdog that sleeps, over what is asked; as that says, its caller's deadline is for the first token or the whole
     * reply.
     *
     * @param stream whether there is a first token to wait for
     */
    public Watchdog(Vertx vertx, Timeouts limits, LlmRequest request, boolean stream, Alarm alarm) {
        this.vertx = vertx;
        this.limits = limits;
        this.deadline = request.deadline();
        this.movesOn = request.movesOn();
        this.awaitsFirstToken = stream;
        this.end = begin + limits.total().toNanos();
        this.alarm = alarm;
    }

    /** Begins to watch. */
    public void start() {
        awaitAnswer();
    }

    private void awaitAnswer() {
        Duration limit = awaitsFirstToken ? shorter(limits.firstToken(), limits.total()) : limits.total();
        Duration left = limit.minusNanos(System.nanoTime() - begin);
        Duration most = deadline == null ? left : shorter(left, Duration.ofMillis(deadline.leftMillis()));
        await(movesOn == null ? most : shorter(most, LOOK));
    }

    /** The first content is there; from now on the limit is on how long it takes to be enough. */
    public void begun() {
        awaitsAnswer = false;
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
        awaitsAnswer = false;
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
        } else if (awaitsAnswer) {
            checkAnswer();
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

    private void checkAnswer() {
        Duration left = limits.firstToken().minusNanos(System.nanoTime() - begin);
        if (awaitsFirstToken && left.toMillis() <= 0) {
            alarm.late(late("firstToken"));
        } else if (movesOn != null && movesOn.getAsBoolean()) {
            alarm.late(Failure.of(FailureClass.TOO_SLOW, "The provider takes calls and answers none."));
        } else {
            awaitAnswer();
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
