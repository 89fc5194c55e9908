package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Deadline;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The targets that a call may go to, best first, and whose turn is next. Used by one thread at a time. */
final class Candidates {

    /** A call that is not let in any sooner by waiting is not to wait for ever. */
    private static final int MOST_RESTS = 5;

    private final LlmRequest request;
    private final Attempts attempts = new Attempts();
    private List<Target> ranked = List.of();
    private int next;
    private long begin = System.nanoTime();
    private @Nullable Target current;
    private long pauseMillis;
    private boolean hadSecondChance;
    private int rests;
    private boolean isFallback;
    /** Whether none of a fallback's targets was tried yet, so that what the last one of another model said is the past. */
    private boolean isFresh;

    Candidates(LlmRequest request) {
        this.request = request;
    }

    void rank(List<Target> targets) {
        this.ranked = targets;
        this.next = 0;
    }

    /**
     * Takes targets that are tried once all others have failed; those that were asked already are not again.
     *
     * @param areParts whether they are asked in parts, so that those are that took no more
     */
    void fallBackTo(List<Target> targets, boolean areParts) {
        List<Target> fresh = new ArrayList<>(targets);
        for (Attempt attempt : attempts.all()) {
            Failure failure = attempt.failure();
            boolean tookNoMore = failure != null && failure.kind() == FailureClass.CONTEXT_OVERFLOW;
            if (!areParts || !tookNoMore) {
                fresh.remove(attempt.target());
            }
        }
        rank(fresh);
        isFallback = true;
        isFresh = true;
        hadSecondChance = false;
    }

    void keep(List<Target> left) {
        this.ranked = left;
    }

    /** {@return those whose turn has not come} */
    List<Target> left() {
        return next >= ranked.size() ? List.of() : ranked.subList(next, ranked.size());
    }

    /** Moves a target to the front whose place the call has waited for, which is no time spent on attempts. */
    void askFirst(Target target) {
        begin = System.nanoTime();
        List<Target> moved = new ArrayList<>(ranked);
        moved.sort(Comparator.comparing(candidate -> !candidate.name().equals(target.name())));
        ranked = moved;
    }

    List<Target> ranked() {
        return ranked;
    }

    Attempts attempts() {
        return attempts;
    }

    /** {@return the next target to try, or the same again; null where none is left, or trying on makes no sense} */
    @Nullable
    Target next(@Nullable Plans plans, Retries retries, ToIntFunction<Target> keys) {
        pauseMillis = 0;
        // not before, since a target that wants a rest would be asked by whoever waits for the place
        attempts.leaveFailed();
        if (request.cancellation().isCancelled()) {
            return null;
        }
        Failure failure = attempts.lastFailure();
        if (failure != null && !isFresh) {
            Attempt last = attempts.last();
            Reaction reaction = retries.to(failure.kind());
            if (reaction == Reaction.GIVE_UP || areSpent(retries)) {
                return null;
            }
            int keysTried = attempts.keysInARow();
            if (keysTried > 0 && keysTried < keys.applyAsInt(last.target())) {
                current = last.target();
                return mayBegin(current) ? current : null;
            }
            Integer count = reaction == Reaction.RETRY && last.wasAsked() ? retries.count(last.target()) : null;
            if (count != null && attempts.timesInARow() <= count) {
                return again(last.target(), retries);
            }
        }
        isFresh = false;
        Target following = following(plans);
        return following != null || attempts.areNone() ? following : lastOnceMore(retries);
    }

    private @Nullable Target following(@Nullable Plans plans) {
        while (next < ranked.size()) {
            Target candidate = ranked.get(next++);
            if (mayFollow(candidate, plans)) {
                current = candidate;
                return mayBegin(candidate) ? candidate : null;
            }
        }
        return null;
    }

    /** What was too long for one target is tried only where there is known to be more room. */
    private boolean mayFollow(Target candidate, @Nullable Plans plans) {
        boolean isOut = plans != null && plans.isOut(candidate, attempts.all());
        return !isOut && (isFallback || !attempts.overflowed(candidate));
    }

    /** Where nobody else is left, the last one that was asked gets a second chance, unless it says how many it wants. */
    private @Nullable Target lastOnceMore(Retries retries) {
        if (hadSecondChance) {
            return null;
        }
        hadSecondChance = true;
        Attempt asked = attempts.lastAsked();
        Failure failure = asked == null ? null : asked.failure();
        if (asked == null || failure == null || retries.to(failure.kind()) != Reaction.RETRY) {
            return null;
        }
        return retries.count(asked.target()) == null ? again(asked.target(), retries) : null;
    }

    void onlyOnce() {
        hadSecondChance = true;
    }

    /**
     * {@return whether some only wanted a rest, or had no place; these are tried once more, behind a wait}
     *
     * @param waitedNanos for how long the call has waited so far
     */
    boolean tryRestedAgain(Retries retries, long waitedNanos) {
        if (rests >= MOST_RESTS || !retries.mayWait(waitedNanos) || !isAwaited() || areSpent(retries)) {
            return false;
        }
        rests++;
        rank(attempts.rested(retries));
        isFresh = true;
        return !ranked.isEmpty();
    }

    /** {@return the next one of those that were not asked since their circuits were open; null where none is left} */
    @Nullable
    Target nextSpared(Retries retries) {
        pauseMillis = 0;
        Target spared = isAwaited() && !areSpent(retries) ? attempts.nextSpared() : null;
        current = spared == null ? current : spared;
        return spared;
    }

    /** Not at once; and not at all where the caller would not wait for it. */
    private @Nullable Target again(Target target, Retries retries) {
        long pause = retries.pauseMillis(attempts.timesInARow());
        Deadline deadline = request.deadline();
        if (deadline != null && deadline.leftMillis() <= pause) {
            attempts.refuse(target, Deadline.passed());
            return null;
        }
        pauseMillis = pause;
        current = target;
        return target;
    }

    /** {@return how long to wait before the target is asked that was chosen last, in milliseconds} */
    long pauseMillis() {
        return pauseMillis;
    }

    /** Behind the caller's deadline nobody is asked. */
    private boolean mayBegin(Target candidate) {
        Deadline deadline = request.deadline();
        if (deadline == null || !deadline.hasPassed()) {
            return true;
        }
        attempts.refuse(candidate, Deadline.passed());
        return false;
    }

    /** {@return the target that is being tried} */
    Target current() {
        return Objects.requireNonNull(current);
    }

    /** Whether the caller is still there. */
    boolean isAwaited() {
        Deadline deadline = request.deadline();
        return !request.cancellation().isCancelled() && (deadline == null || !deadline.hasPassed());
    }

    /** Whether the call has cost what it may, in attempts or time. */
    boolean areSpent(Retries retries) {
        return retries.areSpent(attempts.spent(), System.nanoTime() - begin);
    }
}
