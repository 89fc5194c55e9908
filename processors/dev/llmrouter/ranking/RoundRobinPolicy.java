package dev.llmrouter.ranking;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Members;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyFactory;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Selection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members in turn, each as often as its share of the weights, and exactly so however many calls come at once. Those
 * that can't answer a call miss their turn without the others losing their balance, and don't make up for it later. A
 * member of weight 0 is only a fallback.
 *
 * <p>Start-time fair queueing (Goyal, Vin and Cheng, 1996): a member's turn begins where its last one ended, or now if
 * that is later; the one whose turn begins first takes the call, and ends it {@code 1 / weight} later.
 */
public final class RoundRobinPolicy implements Policy {

    /** Finds it under {@code roundRobin}. */
    public static final class Factory implements PolicyFactory<Members> {

        @Override
        public Class<Members> options() {
            return Members.class;
        }

        @Override
        public @Nullable Policy create(Members options, PolicyParts parts) {
            List<Member> members = parts.members(options.of());
            return members.isEmpty() ? null : new RoundRobinPolicy(members);
        }
    }

    private final List<Member> members;
    private final double[] ends;
    private double now;

    /** Members with their weights. */
    public RoundRobinPolicy(List<Member> members) {
        this.members = List.copyOf(members);
        this.ends = new double[members.size()];
    }

    @Override
    public List<Target> rank(Selection selection) {
        Ranked ranked = Ranked.of(members, selection);
        double[] turns = selection.isRehearsal() ? turns(ranked) : takeTurn(ranked);
        selection.compared("turn, the lowest first", members, turns);
        return ranked.ascending(turns, Ranked.NONE);
    }

    private synchronized double[] takeTurn(Ranked ranked) {
        double[] turns = turns(ranked);
        int first = 0;
        for (int i = 1; i < turns.length; i++) {
            first = turns[i] < turns[first] ? i : first;
        }
        if (turns[first] < Double.POSITIVE_INFINITY) {
            now = turns[first];
            ends[first] = now + 1 / members.get(first).weight();
        }
        return turns;
    }

    private synchronized double[] turns(Ranked ranked) {
        double[] turns = new double[ends.length];
        for (int i = 0; i < turns.length; i++) {
            boolean hasTurn = ranked.best(i) != null && members.get(i).weight() > 0;
            turns[i] = hasTurn ? Math.max(now, ends[i]) : Double.POSITIVE_INFINITY;
        }
        return turns;
    }
}
