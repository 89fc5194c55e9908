package dev.llmrouter.policy;

import dev.llmrouter.catalog.Target;
import java.util.List;

/**
 * Ranks targets for a call. Calls nobody by itself; chance comes from {@link Selection#draw(String)}, so the same call
 * is explained and made alike. Thread-safe.
 */
@FunctionalInterface
public interface Policy {

    /**
     * {@return those targets of this policy that may answer the call, best first; none where it has none, and a target
     * may be named more than once}
     */
    List<Target> rank(Selection selection);

    /** {@return the policy of a single target} */
    static Policy only(Target target) {
        List<Target> alone = List.of(target);
        return selection -> selection.isAble(target) ? alone : List.of();
    }
}
