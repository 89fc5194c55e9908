package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What policies want done with the targets that they rank, beyond asking one after the other. The same target may be
 * ranked by several policies of a model, so what is wanted belongs to a copy of the target that is equal to it: whoever
 * orders rankings takes it along without knowing. Used by one thread until the call is past its selection.
 */
public final class Plans {

    private final IdentityHashMap<Target, Stage> stages = new IdentityHashMap<>(8);
    private final IdentityHashMap<Target, Plan> plans = new IdentityHashMap<>(8);

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

    @Nullable
    Stage stage(Target candidate) {
        return stages.get(candidate);
    }

    @Nullable
    Plan plan(Target candidate) {
        return plans.get(candidate);
    }
}
