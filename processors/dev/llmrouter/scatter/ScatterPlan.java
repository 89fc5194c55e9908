package dev.llmrouter.scatter;

import dev.llmrouter.call.Plan;
import dev.llmrouter.catalog.Target;
import java.util.List;

/**
 * Who is asked at once for one call.
 *
 * @param branches the candidates of each; none is empty
 * @param judges who picks, best first; none where nobody does
 */
record ScatterPlan(ScatterOptions options, List<Branch> branches, List<Target> judges) implements Plan {

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
