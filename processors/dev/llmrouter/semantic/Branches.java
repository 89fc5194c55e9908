package dev.llmrouter.semantic;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is chosen from: the targets of one branch, behind them those of {@code otherwise}, and never those of another
 * branch, which are for something else.
 *
 * @param otherwise null where its provider is off
 */
record Branches(List<Branch> all, @Nullable Member otherwise) {

    /** Keeps its own list. */
    Branches {
        all = List.copyOf(all);
    }

    /** {@return the branches of these names and members; null where there is nobody to answer in any of them} */
    static @Nullable Branches of(Map<String, String> uses, String otherwise, PolicyParts parts) {
        List<Branch> all = new ArrayList<>();
        uses.forEach((name, use) -> all.add(new Branch(name, parts.member(use))));
        Member last = parts.member(otherwise);
        return last == null && all.stream().allMatch(branch -> branch.member() == null)
                ? null
                : new Branches(all, last);
    }

    /** {@return the targets that may answer; {@code chosen} is null where none of the branches is} */
    List<Target> rank(@Nullable Branch chosen, Selection selection) {
        List<Target> ranked = new ArrayList<>();
        if (chosen != null && chosen.member() != null) {
            ranked.addAll(chosen.member().rank(selection));
        }
        if (otherwise != null) {
            ranked.addAll(otherwise.rank(selection));
        }
        return ranked;
    }

    /** {@return the branches as a trace names them} */
    List<Member> named() {
        Policy nobody = selection -> List.of();
        return all.stream().map(branch -> new Member(branch.name(), nobody, 1)).toList();
    }
}
