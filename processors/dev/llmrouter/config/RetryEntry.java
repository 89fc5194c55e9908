package dev.llmrouter.config;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How often, how soon and for how long targets are asked again. */
@Doc("how often, how soon and for how long targets are asked again")
public record RetryEntry(
        @Doc("how often a target is asked again before the next one is; default: not at all, but once where nobody"
                        + " else is left")
                @Range(min = 0, max = 10)
                @Nullable
                Integer count,
        @Doc("the longest that the first pause can be; each further one can be twice as long; default 200ms")
                Duration backoff,
        @Doc("the longest that any pause can be; default 5s") Duration longestPause,
        @Doc("how often providers may be asked for one call, in all; default 8") @Range(min = 1) Integer attempts,
        @Doc("how old a call may be when a further attempt begins; default 60s") Duration time) {

    /** What is absent takes its default. */
    public RetryEntry(
            @Nullable Integer count,
            @Nullable Duration backoff,
            @Nullable Duration longestPause,
            @Nullable Integer attempts,
            @Nullable Duration time) {
        this.count = count;
        this.backoff = backoff == null ? Duration.ofMillis(200) : backoff;
        this.longestPause = longestPause == null ? Duration.ofSeconds(5) : longestPause;
        this.attempts = attempts == null ? 8 : attempts;
        this.time = time == null ? Duration.ofSeconds(60) : time;
    }
}
