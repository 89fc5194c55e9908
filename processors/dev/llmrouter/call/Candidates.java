package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Deadline;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The targets that a call may go to, best first, and what came of those that were tried. Used by one thread at a time. */
final class Candidates {

    private final LlmRequest request;
    private final List<Attempt> attempts = new ArrayList<>(2);
    private List<Target> ranked = List.of();
    private int next;
    private long begin = System.nanoTime();
    private @Nullable Target current;
    private long pauseMillis;
    private boolean hadSecondChance;
    private int nextSpared;
    private boolean hadRest;
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

    /** Takes targets that are tried once all others have failed; those that were asked already are not again. */
    void fallBackTo(List<Target> targets) {
        List<Target> fresh = new ArrayList<>(targets);
        for (Attempt attempt : attempts) {
            fresh.remove(attempt.target());
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

    /** {@return the next target to try, or the same again; null where none is left, or trying on makes no sense} */
    @Nullable
    Target next(@Nullable Plans plans, Retries retries, ToIntFunction<Target> keys) {
        pauseMillis = 0;
        leaveFailed();
        if (request.cancellation().isCancelled()) {
            return null;
        }
        Attempt last = attempts.isEmpty() ? null : lastAttempt();
        Failure failure = last == null ? null : last.failure();
        if (last != null && failure != null && !isFresh) {
            Reaction reaction = retries.to(failure.kind());
            if (reaction == Reaction.GIVE_UP || areSpent(retries)) {
                return null;
            }
            if (mayTryAnotherKey(last, keys)) {
                current = last.target();
                return mayBegin(current) ? current : null;
            }
            Integer count = reaction == Reaction.RETRY && last.wasAsked() ? retries.count(last.target()) : null;
            if (count != null && timesInARow() <= count) {
                return again(last.target(), retries);
            }
        }
        isFresh = false;
        Target following = following(plans);
        return following != null || attempts.isEmpty() ? following : lastOnceMore(retries);
    }

    /** Its provider has said that another key may do; no more are tried than it has. */
    private boolean mayTryAnotherKey(Attempt last, ToIntFunction<Target> keys) {
        int tried = 0;
        for (int i = attempts.size() - 1; i >= 0 && isForKey(attempts.get(i)); i--) {
            tried += attempts.get(i).target().equals(last.target()) ? 1 : 0;
        }
        return tried > 0 && tried < keys.applyAsInt(last.target());
    }

    private static boolean isForKey(Attempt attempt) {
        Failure failure = attempt.failure();
        return failure != null
                && (failure.kind() == FailureClass.KEY_REFUSED || failure.kind() == FailureClass.KEY_LIMITED);
    }

    /** Not before, since a target that wants a rest would be asked by whoever waits for the place. */
    private void leaveFailed() {
        if (!attempts.isEmpty() && lastAttempt().failure() != null) {
            lastAttempt().leave();
        }
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

    /** Where nobody else is left, the last one that was asked gets a second chance, unless it says how many it wants. */
    private @Nullable Target lastOnceMore(Retries retries) {
        if (hadSecondChance) {
            return null;
        }
        hadSecondChance = true;
        for (int i = attempts.size() - 1; i >= 0; i--) {
            Attempt attempt = attempts.get(i);
            Failure failure = attempt.failure();
            if (attempt.wasAsked()) {
                boolean mayPass = failure != null && retries.to(failure.kind()) == Reaction.RETRY;
                return mayPass && retries.count(attempt.target()) == null ? again(attempt.target(), retries) : null;
            }
        }
        return null;
    }

    /** {@return whether some only wanted a rest, or had no place; these are tried once more, behind a wait} */
    boolean tryRestedAgain(Retries retries) {
        if (hadRest || !isAwaited() || areSpent(retries)) {
            return false;
        }
        hadRest = true;
        Set<Target> rested = new LinkedHashSet<>();
        for (Attempt attempt : attempts) {
            Failure failure = attempt.failure();
            if (failure != null && retries.isSoonOver(failure)) {
                rested.add(attempt.target());
            }
        }
        rank(List.copyOf(rested));
        isFresh = true;
        return !rested.isEmpty();
    }

    /** {@return the next one of those that were not asked since their circuits were open; null where none is left} */
    @Nullable
    Target nextSpared(Retries retries) {
        pauseMillis = 0;
        if (!isAwaited() || areSpent(retries)) {
            return null;
        }
        while (nextSpared < attempts.size()) {
            Attempt attempt = attempts.get(nextSpared++);
            Failure failure = attempt.failure();
            if (!attempt.wasAsked() && failure != null && failure.kind() == FailureClass.OPEN) {
                current = attempt.target();
                return current;
            }
        }
        return null;
    }

    void onlyOnce() {
        hadSecondChance = true;
    }

    /** Not at once; and not at all where the caller would not wait for it. */
    private @Nullable Target again(Target target, Retries retries) {
        long pause = retries.pauseMillis(timesInARow());
        Deadline deadline = request.deadline();
        if (deadline != null && deadline.leftMillis() <= pause) {
            refuse(target, Deadline.passed());
            return null;
        }
        pauseMillis = pause;
        current = target;
        return target;
    }

    /** How often the target was asked that was asked last, since it was its turn, but for other keys; at least 1. */
    private int timesInARow() {
        int times = 0;
        Target target = null;
        for (int i = attempts.size() - 1; i >= 0; i--) {
            Attempt attempt = attempts.get(i);
            if (attempt.wasAsked() && !isForKey(attempt)) {
                if (target != null && !target.equals(attempt.target())) {
                    return times;
                }
                target = attempt.target();
                times++;
            }
        }
        return Math.max(1, times);
    }

    /** {@return how long to wait before the target is asked that was chosen last, in milliseconds} */
    long pauseMillis() {
        return pauseMillis;
    }

    /** What was too long for one target is tried only where there is known to be more room. */
    private boolean mayFollow(Target candidate, @Nullable Plans plans) {
        if (plans != null && plans.isOut(candidate, attempts)) {
            return false;
        }
        if (isFallback) {
            return true;
        }
        for (Attempt attempt : attempts) {
            Failure failure = attempt.failure();
            if (failure != null
                    && failure.kind() == FailureClass.CONTEXT_OVERFLOW
                    && !candidate.isKnownLargerThan(attempt.target())) {
                return false;
            }
        }
        return true;
    }

    /** Behind the caller's deadline nobody is asked. */
    private boolean mayBegin(Target candidate) {
        Deadline deadline = request.deadline();
        if (deadline == null || !deadline.hasPassed()) {
            return true;
        }
        refuse(candidate, Deadline.passed());
        return false;
    }

    void refuse(Target target, Failure why) {
        attempts.add(Attempt.refused(target, why));
    }

    /** {@return the target that is being tried} */
    Target current() {
        return Objects.requireNonNull(current);
    }

    List<Attempt> attempts() {
        return attempts;
    }

    Attempt lastAttempt() {
        return attempts.get(attempts.size() - 1);
    }

    /** {@return why the last one that was tried did not answer; null where none was} */
    @Nullable
    Failure lastFailure() {
        return attempts.isEmpty() ? null : lastAttempt().failure();
    }

    /** Whether the caller is still there. */
    boolean isAwaited() {
        Deadline deadline = request.deadline();
        return !request.cancellation().isCancelled() && (deadline == null || !deadline.hasPassed());
    }

    /** Whether the call has cost what it may, in attempts or time. */
    boolean areSpent(Retries retries) {
        return retries.areSpent(spent(), System.nanoTime() - begin);
    }

    /** How much of what a call may cost it has; to find a key that works costs none of it. */
    private int spent() {
        int spent = 0;
        for (Attempt attempt : attempts) {
            spent += attempt.wasAsked() && !isForKey(attempt) ? 1 : 0;
        }
        return spent;
    }

    /** {@return how many targets were really asked} */
    int asked() {
        int asked = 0;
        for (Attempt attempt : attempts) {
            asked += attempt.wasAsked() ? 1 : 0;
        }
        return asked;
    }
}
