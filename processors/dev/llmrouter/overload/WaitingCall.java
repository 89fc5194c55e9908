package dev.llmrouter.overload;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Priority;
import dev.llmrouter.call.RouterException;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A call while it waits; the lesser of two has its turn earlier. All but its order belongs to who holds the lock. */
final class WaitingCall implements Comparable<WaitingCall> {

    /** One of its candidates, and how many tokens it would use there. */
    record Sought(Line line, long tokens) {}

    private final Call call;
    private final List<Sought> sought;
    private final long since;
    private final long due;
    private final long number;
    private final long until;
    private final Consumer<@Nullable RouterException> then;
    private @Nullable Future<?> alarm;
    private boolean isOver;

    /**
     * A call that begins to wait.
     *
     * @param since when, in nanoseconds
     * @param due when its turn is, in the same nanoseconds
     * @param number of those of the same time, which came first
     * @param until when it gives up, in the same nanoseconds
     * @param then goes on with it, or ends it with what it is told
     */
    WaitingCall(
            Call call,
            List<Sought> sought,
            long since,
            long due,
            long number,
            long until,
            Consumer<@Nullable RouterException> then) {
        this.call = call;
        this.sought = sought;
        this.since = since;
        this.due = due;
        this.number = number;
        this.until = until;
        this.then = then;
    }

    Call call() {
        return call;
    }

    Priority priority() {
        return call.wishes().priority();
    }

    List<Line> lines() {
        return sought.stream().map(Sought::line).toList();
    }

    /** {@return whether it may find a place in time, as far as is known} */
    boolean hasHope(Vacancies vacancies, long now) {
        return nanosUntilFree(vacancies) <= until - now;
    }

    /** {@return until one of its candidates may be asked; 0 for one that has too many calls, which may end at any time} */
    long nanosUntilFree(Vacancies vacancies) {
        long soonest = Vacancies.NEVER;
        for (Sought each : sought) {
            Line line = each.line();
            long allowed = line.places().nanosUntil(each.tokens());
            soonest = Math.min(soonest, Math.max(allowed, vacancies.restOf(line.target())));
        }
        return soonest;
    }

    long tokensAt(Line line) {
        for (Sought each : sought) {
            if (each.line() == line) {
                return each.tokens();
            }
        }
        throw new IllegalStateException("a call waits for a target that is none of its candidates");
    }

    long since() {
        return since;
    }

    long until() {
        return until;
    }

    void wakeBy(Future<?> set) {
        this.alarm = set;
    }

    boolean isOver() {
        return isOver;
    }

    /** Notes that it waits no longer. */
    void over(long now) {
        isOver = true;
        call.turn().waited(now - since);
        if (alarm != null) {
            alarm.cancel(false);
        }
    }

    void goOn(@Nullable RouterException refusal) {
        then.accept(refusal);
    }

    @Override
    public int compareTo(WaitingCall other) {
        // clocks may overflow
        long earlier = due - other.due;
        return earlier != 0 ? Long.signum(earlier) : Long.compare(number, other.number);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }
}
