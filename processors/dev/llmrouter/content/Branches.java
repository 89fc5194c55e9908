package dev.llmrouter.content;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Selection;
import java.util.ArrayList;
import java.util.List;

/**
 * Cases in their order, and what holds where none does. As in Camel's Content-Based Router only the first case that
 * holds counts, and its targets are all that may answer.
 *
 * @param fallback whether those of {@code otherwise} come behind them all the same
 */
record Branches(List<Branch> when, Branch otherwise, boolean fallback) {

    Branches {
        when = List.copyOf(when);
    }

    /** {@return whether anybody could ever answer} */
    boolean isOn() {
        return otherwise.member() != null || when.stream().anyMatch(branch -> branch.member() != null);
    }

    List<Target> rank(Scratch scratch, Selection selection) {
        for (Branch branch : when) {
            if (branch.holds(scratch, selection)) {
                List<Target> first = branch.rank(selection);
                return fallback ? joined(first, otherwise.behind(first, selection)) : first;
            }
        }
        return otherwise.rank(selection);
    }

    private static List<Target> joined(List<Target> first, List<Target> then) {
        List<Target> all = new ArrayList<>(first.size() + then.size());
        all.addAll(first);
        all.addAll(then);
        return all;
    }
}
