package dev.llmrouter.http;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.util.TimeUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one path comes to its end: new requests are taken for a while, since load balancers hear of it late, then refused;
 * what is in flight goes on until a limit, and is then ended with an error. The limit is a little before that of Camel's
 * shutdown strategy, which would cut it off. Thread-safe.
 */
final class Closing {

    /** Nobody answers here any more, but the next instance does. */
    static final Failure STOPPED = new Failure(
            FailureClass.STOPPING,
            FailureClass.STOPPING.status(),
            "The router is being stopped. Send the request again.",
            null,
            null,
            null,
            1);

    /** What the last errors may take to go out, and Camel to see that they have: it looks once a second. */
    static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private static final long PRECISE_BELOW = 10;

    private final long openUntil;

    private Closing(long openUntil) {
        this.openUntil = openUntil;
    }

    /** A path that takes nothing new, and of which what is in flight has all the time it needs. */
    static Closing suspended() {
        return new Closing(System.nanoTime());
    }

    /** A path of a context that is being stopped. */
    static Closing stopping(CamelContext camel, Vertx vertx, Duration grace, InFlight inFlight, String path) {
        Duration most = limit(camel);
        String told = TimeUtils.printDuration(most, most.toSeconds() < PRECISE_BELOW);
        vertx.setTimer(Math.max(1, most.toMillis()), limit -> {
            int ended = inFlight.end(STOPPED);
            if (ended > 0) {
                LOG.warn("{} calls of {} had not ended {} after the stop began, and get an error", ended, path, told);
            }
        });
        if (inFlight.size() > 0) {
            LOG.info("{} requests of {} are in flight and have {} to end", inFlight.size(), path, told);
        }
        return new Closing(System.nanoTime() + grace.toNanos());
    }

    private static Duration limit(CamelContext camel) {
        Duration whole = Duration.of(
                camel.getShutdownStrategy().getTimeout(),
                camel.getShutdownStrategy().getTimeUnit().toChronoUnit());
        Duration half = whole.dividedBy(2);
        return whole.minus(half.compareTo(LAST_WORDS) < 0 ? half : LAST_WORDS);
    }

    /** {@return whether new requests are still taken} */
    boolean isOpen() {
        return System.nanoTime() - openUntil < 0;
    }

    /** {@return what a request is told that is not taken} */
    static Refusal refusal() {
        return Refusal.of(STOPPED.asException());
    }
}
