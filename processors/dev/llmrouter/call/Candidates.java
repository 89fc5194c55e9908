package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Deadline;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The targets that a call may go to, best first, and what came of those that were tried. Used by one thread at a time. */
final class Candidates {

    private final LlmRequest request;
    private final List<Attempt> attempts = new ArrayList<>(2);
    private List<Target> ranked = List.of();
    private int next;

    Candidates(LlmRequest request) {
        this.request = request;
    }

    void rank(List<Target> targets) {
        this.ranked = targets;
        this.next = 0;
    }

    void keep(List<Target> left) {
        this.ranked = left;
    }

    /** Moves a target to the front, before any has been tried. */
    void askFirst(Target target) {
        List<Target> moved = new ArrayList<>(ranked);
        moved.sort(Comparator.comparing(candidate -> !candidate.name().equals(target.name())));
        ranked = moved;
    }

    List<Target> ranked() {
        return ranked;
    }

    /** {@return the next target to try; null where none is left, or trying on makes no sense} */
    @Nullable
    Target next(@Nullable Plans plans) {
        while (mayFailOver() && next < ranked.size()) {
            Target candidate = ranked.get(next++);
            if (mayFollow(candidate, plans)) {
                return mayBegin(candidate) ? candidate : null;
            }
        }
        return null;
    }

    private boolean mayFailOver() {
        if (request.cancellation().isCancelled()) {
            return false;
        }
        Failure last = attempts.isEmpty() ? null : lastAttempt().failure();
        return last == null || last.kind().failsOver();
    }

    /** What was too long for one target is tried only where there is known to be more room. */
    private boolean mayFollow(Target candidate, @Nullable Plans plans) {
        if (plans != null && plans.isOut(candidate, attempts)) {
            return false;
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
        return ranked.get(next - 1);
    }

    List<Attempt> attempts() {
        return attempts;
    }

    Attempt lastAttempt() {
        return attempts.get(attempts.size() - 1);
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
