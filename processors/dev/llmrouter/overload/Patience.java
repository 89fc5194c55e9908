package dev.llmrouter.overload;

import dev.llmrouter.call.Priority;
import java.time.Duration;

/**
 * How many calls may wait, and for how long. Immutable.
 *
 * @param queue how many; 0 for none
 * @param maxWait for how long
 * @param maxBatchWait for how long those may that nobody waits for, of the priority LOW
 * @param ageing after how long a wait a call counts as one priority more important
 */
public record Patience(int queue, Duration maxWait, Duration maxBatchWait, Duration ageing) {

    private static final Duration LONGEST = Duration.ofDays(1);

    /** What is longer than a day is a day. */
    public Patience {
        maxWait = atMost(maxWait);
        maxBatchWait = atMost(maxBatchWait);
        ageing = atMost(ageing);
    }

    private static Duration atMost(Duration time) {
        return time.compareTo(LONGEST) > 0 ? LONGEST : time;
    }

    /** {@return for how long a call of that priority may wait, in nanoseconds} */
    long nanos(Priority priority) {
        return (priority == Priority.LOW ? maxBatchWait : maxWait).toNanos();
    }

    /**
     * {@return when a call's turn is, in the nanoseconds in which it came} Fixed once it has come, so that the order of
     * those that wait never changes: a call that came {@code ageing} earlier is as important as one of the next priority.
     */
    long due(Priority priority, long since) {
        int classes =
                switch (priority) {
                    case HIGH -> 0;
                    case NORMAL -> 1;
                    case LOW -> 2;
                };
        return since + classes * ageing.toNanos();
    }
}
