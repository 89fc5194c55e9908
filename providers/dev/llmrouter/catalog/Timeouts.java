package dev.llmrouter.catalog;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a target may take, each limit on its own.
 *
 * <p>Where a minimum speed is set, what a stream begins with is held until it has brought as many characters as that
 * speed makes in the window, which for a fast stream is soon, or until it has ended. One that has not when the window is
 * over is abandoned, and the next target is asked; its caller has seen nothing of it.
 *
 * @param connect until the connection stands
 * @param firstToken until the first content of a stream
 * @param idle between two chunks of a stream
 * @param total until the whole reply is there
 * @param minimumSpeed how many characters a second a stream of a chat must bring at its begin, counting everything that
 *     is said; null where none is too slow
 * @param speedWindow for how long that is measured, from the first content on
 * @param drain for how long a stream is read on whose caller has left, so that the provider's own count of tokens comes;
 *     0 where it is stopped at once
 */
public record Timeouts(
        @Doc("until the connection stands; default 2s") Duration connect,
        @Doc("until the first content of a stream; default 30s") Duration firstToken,
        @Doc("between two chunks of a stream; default 30s") Duration idle,
        @Doc("until the whole reply is there; default 5m") Duration total,
        @Doc(
                        "how many characters a second a stream must bring at its begin, or the next target is asked; what it begins"
                                + " with is held until that is known, speedWindow at most; default: none is too slow")
                @Range(min = 1)
                @Nullable
                Integer minimumSpeed,
        @Doc("for how long minimumSpeed is measured, from the first content on; default 3s") Duration speedWindow,
        @Doc("for how long a stream is read on whose caller has left, so that the provider's own count of tokens comes,"
                        + " where it bills all the same; default 0s: it is stopped at once")
                Duration drain) {

    /** The limits of a target that names none. */
    public static final Timeouts DEFAULT = new Timeouts(null, null, null, null);

    /** Limits that are absent take their defaults. */
    public Timeouts(
            @Nullable Duration connect,
            @Nullable Duration firstToken,
            @Nullable Duration idle,
            @Nullable Duration total,
            @Nullable Integer minimumSpeed,
            @Nullable Duration speedWindow,
            @Nullable Duration drain) {
        this.connect = connect == null ? Duration.ofSeconds(2) : connect;
        this.firstToken = firstToken == null ? Duration.ofSeconds(30) : firstToken;
        this.idle = idle == null ? Duration.ofSeconds(30) : idle;
        this.total = total == null ? Duration.ofMinutes(5) : total;
        this.minimumSpeed = minimumSpeed;
        this.speedWindow = speedWindow == null ? Duration.ofSeconds(3) : speedWindow;
        this.drain = drain == null ? Duration.ZERO : drain;
        if (this.speedWindow.isZero()) {
            throw new IllegalArgumentException("speedWindow must be longer than nothing");
        }
    }

    /** Limits of which none is on the speed. */
    public Timeouts(
            @Nullable Duration connect,
            @Nullable Duration firstToken,
            @Nullable Duration idle,
            @Nullable Duration total) {
        this(connect, firstToken, idle, total, null, null, null);
    }

    /** {@return how many characters a stream must have brought when the window is over; 0 where none is too slow} */
    public long minimumCharacters() {
        return minimumSpeed == null ? 0 : Math.max(1, minimumSpeed * speedWindow.toMillis() / 1000);
    }
}
