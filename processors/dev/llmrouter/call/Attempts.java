package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What came of the targets of a call that were tried, in order. Used by one thread at a time. */
final class Attempts {

    private final List<Attempt> all = new ArrayList<>(2);
    private int nextSpared;

    List<Attempt> all() {
        return all;
    }

    boolean areNone() {
        return all.isEmpty();
    }

    Attempt last() {
        return all.get(all.size() - 1);
    }

    /** {@return why the last one that was tried did not answer; null where none was, or it did} */
    @Nullable
    Failure lastFailure() {
        return all.isEmpty() ? null : last().failure();
    }

    /** {@return the last one that was really asked; null where none was} */
    @Nullable
    Attempt lastAsked() {
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).wasAsked()) {
                return all.get(i);
            }
        }
        return null;
    }

    void refuse(Target target, Failure why) {
        all.add(Attempt.refused(target, why));
    }

    /** Gives the place of the last one back, if that has failed. */
    void leaveFailed() {
        if (lastFailure() != null) {
            last().leave();
        }
    }

    /** {@return how many were really asked} */
    int asked() {
        int asked = 0;
        for (Attempt attempt : all) {
            asked += attempt.wasAsked() ? 1 : 0;
        }
        return asked;
    }

    /** {@return how many of what a call may cost it has had; to find a key that works costs none of it} */
    int spent() {
        int spent = 0;
        for (Attempt attempt : all) {
            spent += attempt.wasAsked() && !isForKey(attempt) ? 1 : 0;
        }
        return spent;
    }

    /** {@return how often the target was asked that was asked last, since it was its turn, but for other keys; at least 1} */
    int timesInARow() {
        int times = 0;
        Target target = null;
        for (int i = all.size() - 1; i >= 0; i--) {
            Attempt attempt = all.get(i);
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

    /** {@return how many keys of the last target's provider were refused just now} */
    int keysInARow() {
        int tried = 0;
        for (int i = all.size() - 1; i >= 0 && isForKey(all.get(i)); i--) {
            tried += all.get(i).target().equals(last().target()) ? 1 : 0;
        }
        return tried;
    }

    private static boolean isForKey(Attempt attempt) {
        Failure failure = attempt.failure();
        return failure != null
                && (failure.kind() == FailureClass.KEY_REFUSED || failure.kind() == FailureClass.KEY_LIMITED);
    }

    /**
     * {@return the targets that last wanted nothing but a rest, or had no place, where that is worth waiting for} One that
     * wanted a rest again once it had had one is left alone.
     */
    List<Target> rested(Retries retries) {
        Set<Target> seen = new LinkedHashSet<>();
        List<Target> rested = new ArrayList<>();
        for (int i = all.size() - 1; i >= 0; i--) {
            Attempt attempt = all.get(i);
            Failure failure = attempt.failure();
            boolean isNew = seen.add(attempt.target());
            if (isNew && failure != null && retries.isSoonOver(failure) && limited(attempt.target()) <= 1) {
                rested.add(0, attempt.target());
            }
        }
        return rested;
    }

    /** {@return how often a target was asked and wanted fewer calls} */
    private int limited(Target target) {
        int limited = 0;
        for (Attempt attempt : all) {
            Failure failure = attempt.failure();
            boolean isLimited = failure != null && failure.kind() == FailureClass.RATE_LIMIT;
            limited += attempt.wasAsked() && isLimited && attempt.target().equals(target) ? 1 : 0;
        }
        return limited;
    }

    /** {@return the next target that was not asked since its circuit was open; null where none is left} */
    @Nullable
    Target nextSpared() {
        while (nextSpared < all.size()) {
            Attempt attempt = all.get(nextSpared++);
            Failure failure = attempt.failure();
            if (!attempt.wasAsked() && failure != null && failure.kind() == FailureClass.OPEN) {
                return attempt.target();
            }
        }
        return null;
    }

    /** {@return whether the prompt was too long for one that is not known to hold less than this target} */
    boolean overflowed(Target candidate) {
        for (Attempt attempt : all) {
            Failure failure = attempt.failure();
            if (failure != null
                    && failure.kind() == FailureClass.CONTEXT_OVERFLOW
                    && !candidate.isKnownLargerThan(attempt.target())) {
                return true;
            }
        }
        return false;
    }
}
