package dev.llmrouter.ranking;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Selection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of a policy with their targets, of one selection. A member stands for its best target; the first member of
 * the order takes the call, and those behind it are only peeked at.
 */
final class Ranked {

    /** No member in particular. */
    static final int NONE = -1;

    private final List<Member> members;
    private final Selection selection;
    private final List<List<Target>> targets;
    private int able;

    private Ranked(List<Member> members, Selection selection) {
        this.members = members;
        this.selection = selection;
        this.targets = new ArrayList<>(members.size());
    }

    /** Members whose order is not known before their targets are. */
    static Ranked of(List<Member> members, Selection selection) {
        Ranked ranked = new Ranked(members, selection);
        for (int i = 0; i < members.size(); i++) {
            List<Target> of = selection.peek(members.get(i));
            ranked.targets.add(of);
            ranked.able += of.isEmpty() ? 0 : 1;
        }
        return ranked;
    }

    /** {@return how many members have targets that may answer} */
    int able() {
        return able;
    }

    /** {@return the best target of a member; null where it has none} */
    @Nullable
    Target best(int member) {
        List<Target> of = targets.get(member);
        return of.isEmpty() ? null : of.get(0);
    }

    /** {@return the member at that place among those that have targets} */
    int ableAt(int place) {
        int left = place;
        for (int i = 0; i < targets.size(); i++) {
            if (!targets.get(i).isEmpty() && left-- == 0) {
                return i;
            }
        }
        return NONE;
    }

    /** {@return all targets, those of the member with the smallest key first; of equal keys that with the smaller tie} */
    List<Target> ascending(double[] keys, float[] ties) {
        return inOrder(order(keys, ties), NONE);
    }

    /** {@return the same, but {@code first} before all others, where it is a member; equal keys keep the order} */
    List<Target> ascending(double[] keys, int first) {
        return inOrder(order(keys, null), first);
    }

    private List<Target> inOrder(int[] order, int first) {
        List<Target> ranked = new ArrayList<>(Math.max(able, order.length));
        add(first, ranked);
        for (int member : order) {
            if (member != first) {
                add(member, ranked);
            }
        }
        return ranked;
    }

    private void add(int member, List<Target> ranked) {
        if (member != NONE && best(member) != null) {
            List<Target> peeked = targets.get(member);
            addAll(ranked, ranked.isEmpty() ? selection.take(members.get(member), peeked) : peeked);
        }
    }

    /** {@return the targets of all members, those of the member with the smallest key first; equal keys keep the order} */
    static List<Target> ascending(List<Member> members, double[] keys, Selection selection) {
        List<Target> ranked = new ArrayList<>(keys.length);
        for (int member : order(keys, null)) {
            addNext(ranked, members.get(member), selection);
        }
        return ranked;
    }

    /** Adds the targets of a member behind those of the ones before it. */
    static void addNext(List<Target> ranked, Member member, Selection selection) {
        addAll(ranked, ranked.isEmpty() ? member.rank(selection) : selection.peek(member));
    }

    /** Without the copy that {@link List#addAll} makes. */
    private static void addAll(List<Target> ranked, List<Target> more) {
        for (int i = 0; i < more.size(); i++) {
            ranked.add(more.get(i));
        }
    }

    private static int[] order(double[] keys, float @Nullable [] ties) {
        int[] order = new int[keys.length];
        for (int i = 0; i < order.length; i++) {
            int at = i;
            for (; at > 0 && isBefore(i, order[at - 1], keys, ties); at--) {
                order[at] = order[at - 1];
            }
            order[at] = i;
        }
        return order;
    }

    private static boolean isBefore(int one, int other, double[] keys, float @Nullable [] ties) {
        return keys[one] < keys[other] || (ties != null && keys[one] == keys[other] && ties[one] < ties[other]);
    }
}
