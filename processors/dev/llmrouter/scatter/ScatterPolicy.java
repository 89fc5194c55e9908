package dev.llmrouter.scatter;

import dev.llmrouter.call.Plans;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.NamedPolicy;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyFactory;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Selection;
import dev.llmrouter.scatter.ScatterPlan.Branch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All members at once, where this is the first choice of the call. Behind another choice, or deep within another
 * scatter, they are asked in their order.
 */
public final class ScatterPolicy implements Policy {

    /** Finds it under {@code scatter}. */
    public static final class Factory implements PolicyFactory<ScatterOptions> {

        @Override
        public Class<ScatterOptions> options() {
            return ScatterOptions.class;
        }

        @Override
        public @Nullable Policy create(ScatterOptions options, PolicyParts parts) {
            List<Member> members = parts.members(options.of());
            members.forEach(Factory::checkPlain);
            Member judge = options.judge() == null ? null : parts.member(options.judge());
            return members.isEmpty() ? null : new ScatterPolicy(options, members, judge);
        }

        /** What multiplies calls should be seen where it is written. */
        private static void checkPlain(Member member) {
            if (member.policy() instanceof NamedPolicy named && named.ranking() instanceof ScatterPolicy) {
                throw new IllegalArgumentException(
                        "of names " + member.name() + ", which asks several at once itself; name its members here");
            }
        }
    }

    private final ScatterOptions options;
    private final List<Member> members;
    private final @Nullable Member judge;

    ScatterPolicy(ScatterOptions options, List<Member> members, @Nullable Member judge) {
        this.options = options;
        this.members = List.copyOf(members);
        this.judge = judge;
    }

    @Override
    public List<Target> rank(Selection selection) {
        selection.because(why());
        List<Branch> branches = new ArrayList<>(members.size());
        for (Member member : members) {
            List<Target> able = member.rank(selection);
            if (!able.isEmpty()) {
                branches.add(new Branch(member.name(), able));
            }
        }
        return branches.size() == 1 ? branches.get(0).candidates() : planned(branches, selection);
    }

    private List<Target> planned(List<Branch> branches, Selection selection) {
        List<Target> judges = judge == null ? List.of() : judge.rank(selection);
        ScatterPlan plan = new ScatterPlan(options, List.copyOf(branches), judges);
        Plans plans = selection.call().plans();
        List<Target> ranked = new ArrayList<>();
        for (Branch branch : branches) {
            branch.candidates().forEach(target -> ranked.add(plans.planned(target, plan)));
        }
        return ranked;
    }

    private String why() {
        return switch (options.gather()) {
            case FASTEST -> "all at once, the first reply is taken";
            case BEST -> "all at once, a judge picks the reply";
            case MAJORITY -> "all at once, the reply that most agree on is taken";
        };
    }
}
