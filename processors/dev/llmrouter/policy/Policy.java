package dev.llmrouter.policy;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import java.util.List;

/** Ranks targets for a call. Pure but for chance: no I/O, nothing remembered. Thread-safe. */
@FunctionalInterface
public interface Policy {

    /** {@return every target of this policy, best first; a target may be named more than once} */
    List<Target> rank(Call call);

    /** {@return the policy of a single target} */
    static Policy only(Target target) {
        List<Target> alone = List.of(target);
        return call -> alone;
    }
}
