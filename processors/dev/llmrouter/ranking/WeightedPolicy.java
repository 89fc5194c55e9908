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
 * The same call has the same order.
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

    private final Lots lots;

    /** Members with their weights; {@code model} is what they are members of. */
    public WeightedPolicy(String model, List<Member> members) {
        this.lots = Lots.of(model, members);
    }

    @Override
    public List<Target> rank(Selection selection) {
        double[] keys = lots.drawn(selection);
        selection.compared("draw by weight, the lowest first", lots.members(), keys);
        return Ranked.ascending(lots.members(), keys, selection);
    }
}
