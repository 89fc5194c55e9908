package dev.llmrouter.wish;

import dev.llmrouter.catalog.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Targets in the order of a number. */
final class Ordered {

    /** A target and its number, which may change while it is compared, so that it is asked for once. */
    record Scored(Target target, double score) {}

    private Ordered() {}

    static List<Scored> scored(List<Target> targets, ToDoubleFunction<Target> score) {
        List<Scored> scored = new ArrayList<>(targets.size());
        for (Target target : targets) {
            scored.add(new Scored(target, score.applyAsDouble(target)));
        }
        return scored;
    }

    /** {@return the targets with the smallest score first, and those without one, NaN, last; equal ones keep their order} */
    static List<Target> ascending(List<Scored> scored) {
        return scored.stream()
                .sorted(Comparator.comparingDouble(Scored::score))
                .map(Scored::target)
                .toList();
    }

    static List<Target> ascending(List<Target> targets, ToDoubleFunction<Target> score) {
        return ascending(scored(targets, score));
    }
}
