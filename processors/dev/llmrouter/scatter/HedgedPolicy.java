package dev.llmrouter.scatter;

import dev.llmrouter.call.Plans;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Performance;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyFactory;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Selection;
import dev.llmrouter.scatter.ScatterOptions.Gather;
import dev.llmrouter.scatter.ScatterPlan.Branch;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members in their order, and the second target besides the first one where that takes longer than nearly always
 * (J. Dean and L. A. Barroso, "The Tail at Scale", 2013). Behind another choice they are asked in their order.
 */
public final class HedgedPolicy implements Policy {

    /** As good as none: what a call may take is up to its targets. */
    private static final Duration LONG = Duration.ofDays(1);

    private static final double NEARLY_ALWAYS = 0.95;

    /** Finds it under {@code hedged}. */
    public static final class Factory implements PolicyFactory<HedgedOptions> {

        @Override
        public Class<HedgedOptions> options() {
            return HedgedOptions.class;
        }

        @Override
        public @Nullable Policy create(HedgedOptions options, PolicyParts parts) {
            List<Member> members = parts.members(options.of());
            return members.isEmpty() ? null : new HedgedPolicy(options, members, parts.performance());
        }
    }

    private final HedgedOptions options;
    private final ScatterOptions fastest;
    private final List<Member> members;
    private final Performance performance;
    private final HedgeBudget budget;

    HedgedPolicy(HedgedOptions options, List<Member> members, Performance performance) {
        this.options = options;
        this.fastest = new ScatterOptions(options.of(), Gather.FASTEST, null, null, LONG);
        this.members = List.copyOf(members);
        this.performance = performance;
        this.budget = new HedgeBudget(options.budget());
    }

    @Override
    public List<Target> rank(Selection selection) {
        Set<Target> ranked = new LinkedHashSet<>();
        members.forEach(member -> ranked.addAll(member.rank(selection)));
        List<Target> able = List.copyOf(ranked);
        if (able.size() < 2) {
            return able;
        }
        if (!selection.isRehearsal()) {
            budget.earn();
        }
        Target first = able.get(0);
        long after = afterNanos(first, selection.call().request());
        selection.because(why(after));
        ScatterPlan plan = new ScatterPlan(
                fastest,
                List.of(new Branch(first.name(), List.of(first)), new Branch("hedge", able.subList(1, able.size()))),
                List.of(),
                new Hedge(after, budget));
        Plans plans = selection.call().plans();
        return able.stream().map(target -> plans.planned(target, plan)).toList();
    }

    private long afterNanos(Target first, LlmRequest request) {
        Duration after = options.after();
        return after != null ? after.toNanos() : performance.of(first).nanosWithin(request, NEARLY_ALWAYS);
    }

    private static String why(long after) {
        return after == Long.MAX_VALUE
                ? "the first; of its times too little is known for a second one"
                : "the first, and after " + Duration.ofNanos(after).toMillis() + " ms the next one as well";
    }
}
