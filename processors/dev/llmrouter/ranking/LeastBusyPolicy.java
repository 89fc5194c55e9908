package dev.llmrouter.ranking;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Members;
import dev.llmrouter.policy.Performance;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyFactory;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Selection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The member with the fewest calls for its weight, streams until they end; by lot among equals. A member that is a model
 * has as many calls as the target that it would choose. A member of weight 0 is only a fallback.
 */
public final class LeastBusyPolicy implements Policy {

    /** Finds it under {@code leastBusy}. */
    public static final class Factory implements PolicyFactory<Members> {

        @Override
        public Class<Members> options() {
            return Members.class;
        }

        @Override
        public @Nullable Policy create(Members options, PolicyParts parts) {
            List<Member> members = parts.members(options.of());
            return members.isEmpty() ? null : new LeastBusyPolicy(parts.model(), members, parts.performance());
        }
    }

    private final List<Member> members;
    private final Lots lots;
    private final Performance performance;

    /** Members with their weights; {@code model} is what they are members of. */
    public LeastBusyPolicy(String model, List<Member> members, Performance performance) {
        this.members = List.copyOf(members);
        this.lots = Lots.of(model, members);
        this.performance = performance;
    }

    @Override
    public List<Target> rank(Selection selection) {
        Ranked ranked = Ranked.of(members, selection);
        double[] loads = new double[members.size()];
        for (int i = 0; i < loads.length; i++) {
            loads[i] = load(ranked.best(i), members.get(i).weight());
        }
        selection.compared("calls now for its weight, the fewest first", members, loads);
        return ranked.ascending(loads, lots.ties(selection));
    }

    private double load(@Nullable Target best, double weight) {
        return best == null || weight == 0
                ? Double.POSITIVE_INFINITY
                : performance.of(best).inFlight() / weight;
    }
}
