package dev.llmrouter.llm;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.time.Duration;

/**
 * When a caller no longer waits for a whole reply, or for the first content of a stream. Immutable.
 *
 * @param at in {@link System#nanoTime()}'s nanoseconds
 */
public record Deadline(long at) {

    /** {@return the deadline of a call that began at {@code begin}, in {@link System#nanoTime()}'s nanoseconds} */
    public static Deadline after(long begin, Duration time) {
        return new Deadline(begin + time.toNanos());
    }

    /** {@return how many milliseconds are left; 0 or less once it has passed} */
    public long leftMillis() {
        return (at - System.nanoTime()) / 1_000_000;
    }

    /** {@return whether it has passed; timers and so deadlines are exact to a millisecond} */
    public boolean hasPassed() {
        return leftMillis() <= 0;
    }

    /** {@return why there is no reply once it has passed} */
    public static Failure passed() {
        return Failure.of(FailureClass.DEADLINE, "There was no reply before the caller's deadline.");
    }
}
