package dev.llmrouter.policy;

import dev.llmrouter.catalog.Target;
import java.util.List;

/**
 * One of those a policy chooses from.
 *
 * @param name as configured: of a model or a target, or {@code PROVIDER/MODEL}
 * @param weight its share where members are drawn by weight, at least 0
 */
public record Member(String name, Policy policy, double weight) {

    /** {@return the targets that may answer, best first} */
    public List<Target> rank(Selection selection) {
        return policy.rank(selection);
    }
}
