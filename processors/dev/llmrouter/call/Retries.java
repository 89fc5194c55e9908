package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How a call goes on after a failure: what each class of failure leads to, how often and after which pauses a target is
 * asked again, and how much one call may cost in attempts and time. Immutable and thread-safe.
 */
public final class Retries {

    /** Doubled more often, a pause is longer than anybody waits. */
    private static final int MOST_DOUBLINGS = 20;

    private final Map<FailureClass, Reaction> reactions;
    private final Map<String, Integer> counts;
    private final @Nullable Integer count;
    private final Duration backoff;
    private final Duration longestPause;
    private final int attempts;
    private final Duration time;
    private final Duration rest;

    /**
     * Rules for all calls.
     *
     * @param reactions to the classes whose own reaction is not wanted
     * @param counts how often a target is asked again, by its name
     * @param count how often any other is; null for once, and only where nobody else is left
     * @param backoff the longest that the first pause can be; each further one can be twice as long
     * @param longestPause the longest that any pause can be
     * @param attempts how often providers may be asked for one call
     * @param time how old a call may be when a further attempt begins
     * @param rest how long the rest of a target may be that a call waits for; nothing where calls don't wait
     */
    public Retries(
            Map<FailureClass, Reaction> reactions,
            Map<String, Integer> counts,
            @Nullable Integer count,
            Duration backoff,
            Duration longestPause,
            int attempts,
            Duration time,
            Duration rest) {
        this.reactions = new EnumMap<>(FailureClass.class);
        for (FailureClass kind : FailureClass.values()) {
            Reaction wanted = reactions.get(kind);
            this.reactions.put(kind, wanted == null ? usual(kind) : wanted);
        }
        this.counts = Map.copyOf(counts);
        this.count = count;
        this.backoff = backoff;
        this.longestPause = longestPause;
        this.attempts = attempts;
        this.time = time;
        this.rest = rest;
    }

    /**
     * {@return what a failure leads to unless it is configured} Asking again helps where the next call may meet another
     * connection, process or machine; not where time has run out already, which would only run out once more.
     */
    public static Reaction usual(FailureClass kind) {
        return switch (kind) {
            case CONNECT, CUT, SERVER_ERROR, OVERLOADED, MALFORMED, CONFLICT -> Reaction.RETRY;
            default -> kind.failsOver() ? Reaction.NEXT : Reaction.GIVE_UP;
        };
    }

    Reaction to(FailureClass kind) {
        return reactions.getOrDefault(kind, Reaction.GIVE_UP);
    }

    /** {@return how often a target is asked again before another is; null where it says nothing} */
    @Nullable
    Integer count(Target target) {
        Integer own = counts.get(target.name());
        return own == null ? count : own;
    }

    /** {@return whether a target only wants to be asked a little later} */
    boolean isSoonOver(Failure failure) {
        Integer said = failure.retryAfterSeconds();
        return (failure.kind() == FailureClass.RATE_LIMIT || failure.kind() == FailureClass.BUSY)
                && (said == null ? 1 : said) <= rest.toSeconds();
    }

    /** {@return whether a call that has waited for so long, in nanoseconds, may wait once more} */
    boolean mayWait(long waitedNanos) {
        return waitedNanos < rest.toNanos();
    }

    /** {@return whether a call has cost as much as one may} */
    boolean areSpent(int asked, long nanos) {
        return asked >= attempts || nanos > time.toNanos();
    }

    /**
     * {@return how long to wait before the same target is asked for the {@code nth} time again, in milliseconds} Full
     * jitter: anything from nothing to the doubled backoff, so that calls that failed together do not come back together
     * (M. Brooker, "Exponential Backoff and Jitter", 2015).
     */
    long pauseMillis(int nth) {
        long doubled = backoff.toMillis() << Math.min(nth - 1, MOST_DOUBLINGS);
        long longest = Math.min(longestPause.toMillis(), doubled);
        return longest <= 0 ? 0 : ThreadLocalRandom.current().nextLong(longest + 1);
    }
}
