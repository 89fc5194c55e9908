package dev.llmrouter.ranking;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Forecast;
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
 * The member that this call is expected to cost least at, those without a price last. A member that is a model costs what
 * the target does that it would choose.
 */
public final class CheapestPolicy implements Policy {

    /** Finds it under {@code cheapest}. */
    public static final class Factory implements PolicyFactory<Members> {

        @Override
        public Class<Members> options() {
            return Members.class;
        }

        @Override
        public @Nullable Policy create(Members options, PolicyParts parts) {
            List<Member> members = parts.members(options.of());
            return members.isEmpty() ? null : new CheapestPolicy(members, parts.performance());
        }
    }

    private final List<Member> members;
    private final Performance performance;

    /** Among equals the order of the members stands. */
    public CheapestPolicy(List<Member> members, Performance performance) {
        this.members = List.copyOf(members);
        this.performance = performance;
    }

    @Override
    public List<Target> rank(Selection selection) {
        Ranked ranked = Ranked.of(members, selection);
        double[] costs = new double[members.size()];
        for (int i = 0; i < costs.length; i++) {
            costs[i] = cost(ranked.best(i), selection.call());
        }
        selection.compared("US dollars expected for this call", members, costs);
        return ranked.ascending(costs, Ranked.NONE);
    }

    private double cost(@Nullable Target best, Call call) {
        double usd = best == null ? Double.NaN : Forecast.usd(call, performance.of(best));
        return Double.isNaN(usd) ? Double.POSITIVE_INFINITY : usd;
    }
}
