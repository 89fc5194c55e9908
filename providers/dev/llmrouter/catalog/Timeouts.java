package dev.llmrouter.catalog;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a target may take, each limit on its own.
 *
 * @param connect until the connection stands
 * @param firstToken until the first content of a stream
 * @param idle between two chunks of a stream
 * @param total until the whole reply is there
 */
public record Timeouts(
        @Doc("until the connection stands; default 2s") Duration connect,
        @Doc("until the first content of a stream; default 30s") Duration firstToken,
        @Doc("between two chunks of a stream; default 30s") Duration idle,
        @Doc("until the whole reply is there; default 5m") Duration total) {

    /** The limits of a target that names none. */
    public static final Timeouts DEFAULT = new Timeouts(null, null, null, null);

    /** Limits that are absent take their defaults. */
    public Timeouts(
            @Nullable Duration connect,
            @Nullable Duration firstToken,
            @Nullable Duration idle,
            @Nullable Duration total) {
        this.connect = connect == null ? Duration.ofSeconds(2) : connect;
        this.firstToken = firstToken == null ? Duration.ofSeconds(30) : firstToken;
        this.idle = idle == null ? Duration.ofSeconds(30) : idle;
        this.total = total == null ? Duration.ofMinutes(5) : total;
    }
}
