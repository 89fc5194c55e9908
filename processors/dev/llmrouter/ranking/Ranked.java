package dev.llmrouter.ranking;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Selection;
import java.util.ArrayList;
import java.util.List;

/** Members in the order of a number. */
final class Ranked {

    private Ranked() {}

    /** {@return the targets of all members, those of the member with the smallest key first; equal keys keep the order} */
    static List<Target> ascending(List<Member> members, double[] keys, Selection selection) {
        int[] order = new int[keys.length];
        for (int i = 0; i < order.length; i++) {
            int at = i;
            for (; at > 0 && keys[order[at - 1]] > keys[i]; at--) {
                order[at] = order[at - 1];
            }
            order[at] = i;
        }
        List<Target> ranked = new ArrayList<>(order.length);
        for (int member : order) {
            ranked.addAll(members.get(member).rank(selection));
        }
        return ranked;
    }
}
