package dev.llmrouter.scatter;

import dev.llmrouter.call.Plan;
import dev.llmrouter.catalog.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked at once for one call.
 *
 * @param branches the candidates of each; none is empty
 * @param judges who picks, best first; none where nobody does
 * @param hedge when all but the first branch may begin; null for at once
 */
record ScatterPlan(ScatterOptions options, List<Branch> branches, List<Target> judges, @Nullable Hedge hedge)
        implements Plan {

    ScatterPlan(ScatterOptions options, List<Branch> branches, List<Target> judges) {
        this(options, branches, judges, null);
    }

    @Override
    public boolean covers(Target candidate) {
        return branches.stream().anyMatch(branch -> branch.candidates().contains(candidate));
    }

    /**
     * One of them.
     *
     * @param name as configured
     * @param candidates best first
     */
    record Branch(String name, List<Target> candidates) {}
}
