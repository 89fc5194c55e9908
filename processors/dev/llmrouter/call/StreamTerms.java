package dev.llmrouter.call;

import dev.llmrouter.catalog.Doc;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What callers of streams are told while nothing comes, and how long they may take nothing themselves. Times are looked
 * at every quarter of the shorter one, so both may be up to half as long again.
 *
 * @param keepalive how long the provider is silent before its caller is told that it still works; 0 for never
 * @param keepaliveBeforeFirst whether that is said before the first content as well, with which the status is 200
 * @param callerIdle how long a caller may take nothing before it counts as gone; 0 for ever
 */
@Doc("what callers of streams are told while nothing comes, and how long they may take")
public record StreamTerms(
        @Doc("how long a stream is silent before its caller gets a comment, so that nobody on the way takes the"
                        + " connection for dead, and so on again; 0s for never; default 15s")
                Duration keepalive,
        @Doc("whether that also holds before the first content; then the status is 200, and an error comes as an event;"
                        + " default false")
                Boolean keepaliveBeforeFirst,
        @Doc("how long a caller may take nothing of a stream before it counts as gone; 0s for ever; default 60s")
                Duration callerIdle) {

    /** The terms where nothing is said of them. */
    public static final StreamTerms DEFAULT = new StreamTerms(null, null, null);

    /** What is absent takes its default. */
    public StreamTerms(
            @Nullable Duration keepalive, @Nullable Boolean keepaliveBeforeFirst, @Nullable Duration callerIdle) {
        this.keepalive = keepalive == null ? Duration.ofSeconds(15) : keepalive;
        this.keepaliveBeforeFirst = Boolean.TRUE.equals(keepaliveBeforeFirst);
        this.callerIdle = callerIdle == null ? Duration.ofSeconds(60) : callerIdle;
    }

    /** {@return the same for callers who are told nothing} */
    public StreamTerms withoutKeepalive() {
        return keepalive.isZero() ? this : new StreamTerms(Duration.ZERO, false, callerIdle);
    }
}
