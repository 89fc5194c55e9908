package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.outcome.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The way of a call from target to target until there is a reply: its candidates one after the other, and then the
 * models that stand in for the one that was chosen. Used by one thread at a time, as the call is.
 */
public final class Walk {

    private final Call call;
    private final Candidates candidates;
    private List<String> fallbacksUsed = List.of();
    private boolean isLastResort;
    /** Whether it goes on with what another has begun, which no other model and no stand-in can. */
    private boolean isRest;

    Walk(Call call, Candidates candidates) {
        this.call = call;
        this.candidates = candidates;
    }

    /** Says that it goes on with what another has begun. */
    void goOn() {
        isRest = true;
    }

    /**
     * {@return the next target to try; null once there is a reply, none is left, or trying on makes no sense}
     *
     * @param keys how many keys the provider of a target has
     */
    @Nullable
    Target next(Retries retries, ToIntFunction<Target> keys) {
        return call.isAnswered() ? null : candidates.next(call.plansMade(), retries, keys);
    }

    /** {@return the targets whose turn has not come} */
    List<Target> left() {
        return candidates.left();
    }

    /** {@return whether some of those that failed only wanted a rest, and are worth waiting for} */
    boolean waitsForRest(Retries retries) {
        boolean isAlone = call.isAlone() || isRest;
        boolean waits = !call.isAnswered()
                && isAlone
                && candidates.tryRestedAgain(retries, call.turn().waitedNanos());
        if (waits) {
            call.turn().end();
        }
        return waits;
    }

    /** {@return the next one of those that were not asked since their circuits were open; null where none is left} */
    @Nullable
    Target nextSpared(Retries retries) {
        return call.isAnswered() ? null : candidates.nextSpared(retries);
    }

    /** {@return how long to wait before the next, in milliseconds} */
    long pauseMillis() {
        return candidates.pauseMillis();
    }

    /** Asks no target a second time: somebody else is waiting to be asked. */
    public void onlyOnce() {
        candidates.onlyOnce();
    }

    /** {@return whether trying on makes no sense, since every target would refuse} */
    public boolean isHopeless() {
        Failure last = candidates.attempts().lastFailure();
        return !call.isAnswered() && last != null && !last.kind().failsOver();
    }

    /** {@return whether there is another model to try, which is then {@link #fallback()}} */
    boolean fallsBack(Fallbacks fallbacks, Retries retries) {
        String model = call.model();
        if (call.isAnswered()
                || isRest
                || model == null
                || !call.wishes().allowsFallbacks()
                || !candidates.isAwaited()) {
            return false;
        }
        List<String> used = fallbacksUsed;
        Failure last = candidates.attempts().lastFailure();
        String next = candidates.areSpent(retries) ? null : fallbacks.next(model, last, used, retries);
        if (next == null) {
            next = fallbacks.lastResort(model, last, used, retries);
            isLastResort = next != null;
        }
        if (next == null) {
            return false;
        }
        fallbacksUsed = new ArrayList<>(used);
        fallbacksUsed.add(next);
        return true;
    }

    /** {@return the name of the model to try in place of the one that was chosen} */
    public String fallback() {
        return fallbacksUsed.get(fallbacksUsed.size() - 1);
    }

    /** Takes the targets of {@link #fallback()} to try, best first. */
    public void fallBackTo(List<Target> ranked) {
        Plans plans = call.plansMade();
        Plan plan = plans == null || ranked.isEmpty() ? null : plans.plan(ranked.get(0));
        candidates.fallBackTo(ranked, plan != null && plan.splits());
    }

    /** {@return whether whoever answers, answers since nobody else did} */
    public boolean isLastResort() {
        return isLastResort;
    }
}
