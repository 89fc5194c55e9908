package dev.llmrouter.llm;

import dev.llmrouter.catalog.Timeouts;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches one attempt against its target's limits with one timer at a time. A limit on the silence between chunks is
 * looked at only when it could be up, so a chunk costs nothing. Not thread-safe: all on the attempt's event loop.
 */
public final class Watchdog {

    /** Told which limit is up. */
    public interface Alarm {
        /** The limit of that name is up. */
        void late(String limit);
    }

    private final Vertx vertx;
    private final Timeouts limits;
    private final Alarm alarm;
    private final long begin = System.nanoTime();
    private @Nullable LongSupplier silence;
    private boolean awaitsFirstToken;
    private long timer = -1;

    /** A watchdog that sleeps; {@code stream} says whether there is a first token to wait for. */
    public Watchdog(Vertx vertx, Timeouts limits, boolean stream, Alarm alarm) {
        this.vertx = vertx;
        this.limits = limits;
        this.awaitsFirstToken = stream;
        this.alarm = alarm;
    }

    /** Begins to watch. */
    public void start() {
        await(awaitsFirstToken ? shorter(limits.firstToken(), limits.total()) : limits.total());
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
        if (left.toMillis() <= 0) {
            alarm.late("total");
        } else if (awaitsFirstToken) {
            alarm.late("firstToken");
        } else if (silence != null) {
            Duration quiet = limits.idle().minusNanos(silence.getAsLong());
            if (quiet.toMillis() <= 0) {
                alarm.late("idle");
            } else {
                await(shorter(quiet, left));
            }
        } else {
            await(left);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
