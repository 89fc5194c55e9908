package dev.llmrouter.batch;

import dev.llmrouter.call.NoReplyException;
import dev.llmrouter.call.OverloadedException;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before a request is asked again that nobody answered. Where the targets want a rest, have no place or
 * can't be reached, or a budget is spent, it is asked for as long as there is patience, since that costs nothing; where something went wrong with them
 * it may have been billed, and is asked a few times.
 */
final class Pauses {

    /** A budget is spent, and there will be another. */
    private static final int PAYMENT_REQUIRED = 402;

    private static final int MOST_COSTLY = 4;
    private static final long SHORTEST_MILLIS = 250;
    private static final long LONGEST_MILLIS = 30_000;
    private static final int MOST_DOUBLINGS = 7;

    private int asked;
    private int costly;

    /** {@return how long to wait after a failure; null where asking again makes no sense} */
    @Nullable
    Duration after(@Nullable Throwable thrown) {
        Integer seconds = seconds(thrown);
        if (seconds == null) {
            return null;
        }
        long backoff = Math.min(LONGEST_MILLIS, SHORTEST_MILLIS << Math.min(asked++, MOST_DOUBLINGS));
        long said = Math.max(backoff, seconds * 1000L);
        // else all that failed at one time come back at one time
        return Duration.ofMillis(said + ThreadLocalRandom.current().nextLong(said / 4 + 1));
    }

    private @Nullable Integer seconds(@Nullable Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof OverloadedException full) {
                return full.retryAfterSeconds();
            } else if (t instanceof RefusedException refused) {
                return refused.retryAfterSeconds() > 0 || refused.status() == PAYMENT_REQUIRED
                        ? (Integer) refused.retryAfterSeconds()
                        : null;
            } else if (t instanceof NoReplyException none) {
                return seconds(none.failure());
            }
        }
        Failure failure = LlmException.failureIn(thrown);
        return failure == null ? null : seconds(failure);
    }

    private @Nullable Integer seconds(Failure failure) {
        int said = failure.retryAfterSeconds() == null ? 0 : failure.retryAfterSeconds();
        return switch (failure.kind()) {
            case RATE_LIMIT, KEY_LIMITED, OVERLOADED, CONFLICT, BUSY, OPEN, CONNECT, BUDGET -> said;
            case TIMEOUT, SERVER_ERROR, MALFORMED, CUT, TOO_SLOW -> costly++ < MOST_COSTLY ? (Integer) said : null;
            default -> null;
        };
    }

    /** {@return whether a failure says that the router itself stops} */
    static boolean isOfStop(@Nullable Throwable thrown) {
        Failure failure = LlmException.failureIn(thrown);
        return failure != null && failure.kind() == FailureClass.STOPPING;
    }
}
