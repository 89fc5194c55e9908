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
 * that can't answer a call let the others go first, and make up for one turn of those they missed. A member of weight 0 is
 * only a fallback.
 *
 * <p>Fair queueing by virtual times (Goyal, Vin and Cheng, 1996): the member whose last turn ended first takes the call,
 * and its turn ends {@code 1 / weight} later. The first turns are spread over that time: were they all due at once, a member of a
 * great weight would wait for everybody else's again and again.
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
        for (int i = 0; i < ends.length; i++) {
            double weight = members.get(i).weight();
            ends[i] = weight > 0 ? i / (weight * ends.length) : 0;
        }
    }

    @Override
    public List<Target> rank(Selection selection) {
        Ranked ranked = Ranked.of(members, selection);
        double[] turns = selection.isRehearsal() ? turns(ranked) : takeTurn(ranked);
        selection.compared("end of the last turn, the first first", members, turns);
        return ranked.ascending(turns, Ranked.NONE);
    }

    private synchronized double[] takeTurn(Ranked ranked) {
        double[] turns = turns(ranked);
        int first = 0;
        for (int i = 1; i < turns.length; i++) {
            first = turns[i] < turns[first] ? i : first;
        }
        if (turns[first] < Double.POSITIVE_INFINITY) {
            double turn = 1 / members.get(first).weight();
            double begin = Math.max(now - turn, turns[first]);
            now = Math.max(now, begin);
            ends[first] = begin + turn;
        }
        return turns;
    }

    private synchronized double[] turns(Ranked ranked) {
        double[] turns = new double[ends.length];
        for (int i = 0; i < turns.length; i++) {
            boolean hasTurn = ranked.best(i) != null && members.get(i).weight() > 0;
            turns[i] = hasTurn ? ends[i] : Double.POSITIVE_INFINITY;
        }
        return turns;
    }
}
