package dev.llmrouter.http;

import dev.llmrouter.call.StreamTerms;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Objects;

/**
 * Looks after the response to one stream: where nothing comes, something is said, and a caller that takes nothing is
 * left. It looks every so often at how much was written, so that what is written costs nothing. On the event loop of the
 * caller.
 */
final class Upkeep {

    private static final int LOOKS = 4;

    private final HttpServerResponse response;
    private final StreamTerms terms;
    private final Runnable keepalive;
    private final Runnable leave;
    private long timer = -1;
    private long written;
    private long since;

    /** {@code keepalive} says something, {@code leave} gives the caller up. */
    Upkeep(HttpServerResponse response, StreamTerms terms, Runnable keepalive, Runnable leave) {
        this.response = response;
        this.terms = terms;
        this.keepalive = keepalive;
        this.leave = leave;
    }

    void start() {
        Duration look = shortest(terms.keepalive(), terms.callerIdle()).dividedBy(LOOKS);
        if (timer < 0 && !look.isZero()) {
            saw(response.bytesWritten());
            timer = vertx().setPeriodic(Math.max(1, look.toMillis()), id -> look());
        }
    }

    void stop() {
        if (timer >= 0) {
            vertx().cancelTimer(timer);
            timer = -1;
        }
    }

    private static Vertx vertx() {
        return Objects.requireNonNull(Vertx.currentContext()).owner();
    }

    /** Of two times, of which one that is 0 does not count. */
    private static Duration shortest(Duration one, Duration other) {
        return other.isZero() || (!one.isZero() && one.compareTo(other) < 0) ? one : other;
    }

    private void saw(long bytes) {
        written = bytes;
        since = System.nanoTime();
    }

    private void look() {
        if (response.closed() || response.ended()) {
            stop();
        } else if (response.bytesWritten() != written) {
            saw(response.bytesWritten());
        } else if (response.writeQueueFull()) {
            if (isOver(terms.callerIdle())) {
                stop();
                leave.run();
            }
        } else if (isOver(terms.keepalive())) {
            keepalive.run();
            saw(response.bytesWritten());
        }
    }

    private boolean isOver(Duration limit) {
        return !limit.isZero() && System.nanoTime() - since >= limit.toNanos();
    }
}
