package dev.llmrouter.longtext;

import dev.llmrouter.call.Plans;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyFactory;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Selection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first of its members that can; a text that none of them holds is asked in parts. */
public final class LongTextPolicy implements Policy {

    /** Finds it under {@code longText}. */
    public static final class Factory implements PolicyFactory<LongTextOptions> {

        @Override
        public Class<LongTextOptions> options() {
            return LongTextOptions.class;
        }

        @Override
        public @Nullable Policy create(LongTextOptions options, PolicyParts parts) {
            List<Member> members = parts.members(options.of());
            return members.isEmpty() ? null : new LongTextPolicy(options, members);
        }
    }

    private final LongTextOptions options;
    private final List<Member> members;

    LongTextPolicy(LongTextOptions options, List<Member> members) {
        this.options = options;
        this.members = List.copyOf(members);
    }

    @Override
    public List<Target> rank(Selection selection) {
        selection.because("the first that can; what nobody holds is cut into parts");
        List<Target> able = new ArrayList<>();
        members.forEach(member -> able.addAll(member.rank(selection)));
        LongTextPlan plan = new LongTextPlan(options, List.copyOf(able));
        Plans plans = selection.call().plans();
        return able.stream().map(target -> plans.planned(target, plan)).toList();
    }
}
