package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.outcome.Failure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of a call, which are asked for it beside or behind each other. Used by one thread at a time. */
public final class Branches {

    private final Call whole;
    private final List<Call> open = new ArrayList<>(0);

    Branches(Call whole) {
        this.whole = whole;
    }

    /**
     * {@return a call of its own for a part of the whole, which has no candidates but those; its attempts become the
     * whole's when they {@link #join}}
     *
     * @param asked cancelled with the whole by whoever opens the branch
     * @param isHeld whether its streams are read to their end before anybody sees them
     */
    public Call open(String name, LlmRequest asked, List<Target> ranked, boolean isHeld) {
        return open(new Call(whole, asked, isHeld, whole.turn()), name, ranked);
    }

    /**
     * {@return the same for a part that waits for a turn of its own, as a call does, and ends that itself} The turn of the
     * whole has to have ended.
     */
    public Call openAlone(String name, LlmRequest asked, List<Target> ranked) {
        return open(new Call(whole, asked, false, new Turn()), name, ranked);
    }

    private Call open(Call branch, String name, List<Target> ranked) {
        branch.select(name, ranked);
        open.add(branch);
        return branch;
    }

    /**
     * {@return a branch that goes on where the stream broke off that answered, with the candidates whose turn has not come,
     * and at last the one that broke, whose place is given back}
     *
     * @param asked cancelled with the whole
     */
    public Call goOn(LlmRequest asked) {
        Call last = open.isEmpty() ? whole : open.get(open.size() - 1);
        last.attempts().forEach(Attempt::leave);
        List<Target> able = new ArrayList<>(last.walk().left());
        Target broken = last.answeredBy();
        if (broken != null) {
            able.add(broken);
        }
        Call rest = open(String.valueOf(whole.model()), asked, able, false);
        rest.walk().goOn();
        return rest;
    }

    /**
     * Makes the attempts of all branches, which have ended, the whole's.
     *
     * @param instead why attempts failed that were called off; null where they just were
     */
    public void join(@Nullable Failure instead) {
        for (Call branch : open) {
            for (Attempt attempt : branch.attempts()) {
                if (instead != null && attempt.isCalledOff()) {
                    attempt.failed(instead);
                }
                whole.attempts().add(attempt);
            }
        }
        open.clear();
    }
}
