package dev.llmrouter.config;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a request gets that came before, as its {@code Idempotency-Key} says. */
@Doc("for how long a request with the Idempotency-Key of one before gets the same answer")
public record IdempotencyEntry(
        @Doc("for how long answers are kept, from 1s to 30d; default 24h") Duration window,
        @Doc(
                        "how long a request waits for the answer to the one before it, up to 10m; 0s to be refused at once; default"
                                + " 60s")
                Duration maxWait,
        @Doc("how many megabytes of answers are kept in memory, where they are in no database; default 64")
                @Range(min = 1, max = 4096)
                Integer megabytes,
        @Doc("how many megabytes of answers are kept in LLM_ROUTER_DATA, where channels.jms is on and no store.url;"
                        + " default 256")
                @Range(min = 1, max = 1048576)
                Integer diskMegabytes) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    /** Of a configuration that says nothing of it. */
    public static final IdempotencyEntry DEFAULT = new IdempotencyEntry(null, null, null, null);

    /** What is absent takes its default. */
    public IdempotencyEntry(
            @Nullable Duration window,
            @Nullable Duration maxWait,
            @Nullable Integer megabytes,
            @Nullable Integer diskMegabytes) {
        this.window = window == null ? Duration.ofHours(24) : window;
        this.maxWait = maxWait == null ? Duration.ofSeconds(60) : maxWait;
        this.megabytes = megabytes == null ? 64 : megabytes;
        this.diskMegabytes = diskMegabytes == null ? 256 : diskMegabytes;
        if (this.window.compareTo(SHORTEST) < 0 || this.window.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("window may be from 1s to 30d");
        }
        if (this.maxWait.isNegative() || this.maxWait.compareTo(LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException("maxWait may be up to 10m, and 0s for none");
        }
    }
}
