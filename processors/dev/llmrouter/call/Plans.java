package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What policies want done with the targets that they rank, beyond asking one after the other. The same target may be
 * ranked by several policies of a model, so what is wanted belongs to a copy of the target that is equal to it: whoever
 * orders rankings takes it along without knowing. Used by one thread until the call is past its selection.
 */
public final class Plans {

    private final IdentityHashMap<Target, Stage> stages = new IdentityHashMap<>(8);
    private final IdentityHashMap<Target, Plan> plans = new IdentityHashMap<>(8);

    private @Nullable Plan carriedOut;
    private @Nullable Plan splitting;

    /** {@return the target as a candidate of that stage} An outer cascade takes the place of one within it. */
    public Target staged(Target target, Stage stage) {
        Target staged = copy(target);
        stages.put(staged, stage);
        Plan plan = plans.get(target);
        if (plan != null) {
            plans.put(staged, plan);
        }
        return staged;
    }

    /** {@return the target as a candidate of that plan} An outer plan takes the place of one within it. */
    public Target planned(Target target, Plan plan) {
        Target planned = copy(target);
        plans.put(planned, plan);
        Stage stage = stages.get(target);
        if (stage != null) {
            stages.put(planned, stage);
        }
        return planned;
    }

    private static Target copy(Target target) {
        return target.with(target.facts());
    }

    /** Notes that the candidates of a plan have been asked, so that only those behind them are left. */
    public void carriedOut(Plan plan) {
        this.carriedOut = plan;
    }

    /** Notes that none of the candidates of a plan holds the prompt, so that it is cut. */
    public void split(Plan plan) {
        this.splitting = plan;
    }

    /** {@return the plan by which the prompt is cut; null where it is asked as it is} */
    public @Nullable Plan splitting() {
        return splitting;
    }

    /** Whether nobody need ask a candidate any more: it has been, or it is no better than one whose reply was rejected. */
    boolean isOut(Target candidate, List<Attempt> attempts) {
        if (carriedOut != null && carriedOut.covers(candidate)) {
            return true;
        }
        Stage stage = stage(candidate);
        if (stage != null) {
            for (Attempt attempt : attempts) {
                Stage rejected = attempt.rejection() == null ? null : stage(attempt.target());
                if (rejected != null && stage.isSettledBy(rejected)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Nullable
    Stage stage(Target candidate) {
        return stages.get(candidate);
    }

    @Nullable
    Plan plan(Target candidate) {
        return plans.get(candidate);
    }
}
