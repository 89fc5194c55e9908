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
 * A random order in which a member comes first as often as its share of the weights, and second as often as its share
 * of what is left, and so on: a failure of the first does not shift the balance of the others. A member of weight 0
 * is only a fallback.
 *
 * <p>Sorts by {@code -ln(u) / weight} for a uniform {@code u} of each member: weighted sampling without replacement
 * (Efraimidis and Spirakis, 2006). The {@code u} is drawn from the call, so the same call has the same order.
 */
public final class WeightedPolicy implements Policy {

    /** Finds it under {@code weighted}. */
    public static final class Factory implements PolicyFactory<Members> {

        @Override
        public Class<Members> options() {
            return Members.class;
        }

        @Override
        public @Nullable Policy create(Members options, PolicyParts parts) {
            List<Member> members = parts.members(options.of());
            return members.isEmpty() ? null : new WeightedPolicy(parts.model(), members);
        }
    }

    private final List<Member> members;
    private final List<String> salts;

    /** Members with their weights; {@code model} is what they are members of. */
    public WeightedPolicy(String model, List<Member> members) {
        this.members = List.copyOf(members);
        this.salts =
                members.stream().map(member -> model + '\n' + member.name()).toList();
    }

    @Override
    public List<Target> rank(Selection selection) {
        double[] keys = new double[members.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key(members.get(i).weight(), selection.draw(salts.get(i)));
        }
        selection.compared("draw by weight, the lowest first", members, keys);
        return Ranked.ascending(members, keys, selection);
    }

    private static double key(double weight, double uniform) {
        return weight == 0 ? Double.POSITIVE_INFINITY : -Math.log1p(-uniform) / weight;
    }
}
