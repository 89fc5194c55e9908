package dev.llmrouter.http;

import dev.llmrouter.call.StreamTerms;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Objects;

/**
 * Looks after the response to one stream: where nothing comes, something is said, and a caller that takes nothing is
 * left. It looks every so often at how much was written, so that what is written costs nothing. On the event loop of the
 * caller.
 */
final class Upkeep {

    private static final int LOOKS = 4;

    private final Peer peer;
    private final StreamTerms terms;
    private final Runnable keepalive;
    private final Runnable leave;
    private long timer = -1;
    private long written;
    private long since;

    /** {@code keepalive} says something, {@code leave} gives the caller up. */
    Upkeep(Peer peer, StreamTerms terms, Runnable keepalive, Runnable leave) {
        this.peer = peer;
        this.terms = terms;
        this.keepalive = keepalive;
        this.leave = leave;
    }

    void start() {
        Duration look = shortest(terms.keepalive(), terms.callerIdle()).dividedBy(LOOKS);
        if (timer < 0 && !look.isZero()) {
            saw(peer.bytesWritten());
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
        if (peer.isOver()) {
            stop();
        } else if (peer.bytesWritten() != written) {
            saw(peer.bytesWritten());
        } else if (peer.body().writeQueueFull()) {
            if (isOver(terms.callerIdle())) {
                stop();
                leave.run();
            }
        } else if (isOver(terms.keepalive())) {
            keepalive.run();
            saw(peer.bytesWritten());
        }
    }

    private boolean isOver(Duration limit) {
        return !limit.isZero() && System.nanoTime() - since >= limit.toNanos();
    }
}
