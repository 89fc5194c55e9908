package dev.llmrouter.cascade;

import dev.llmrouter.call.Plans;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyFactory;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The stages in their order. A reply of any but the last of those that have an able target is checked, and one that is
 * no good leads to the next stage, past the rest of its own.
 */
public final class CascadePolicy implements Policy {

    /** Finds it under {@code cascade}. */
    public static final class Factory implements PolicyFactory<CascadeOptions> {

        @Override
        public Class<CascadeOptions> options() {
            return CascadeOptions.class;
        }

        @Override
        public @Nullable Policy create(CascadeOptions options, PolicyParts parts) {
            List<Member> stages = parts.members(options.of());
            return stages.isEmpty() ? null : new CascadePolicy(stages, ReplyRules.of(options, parts));
        }
    }

    private final List<Member> members;
    private final List<CascadeStage> checked;
    private final List<CascadeStage> last;

    CascadePolicy(List<Member> members, ReplyRules rules) {
        this.members = List.copyOf(members);
        this.checked = stages(rules);
        this.last = stages(null);
    }

    private List<CascadeStage> stages(@Nullable ReplyRules rules) {
        return IntStream.range(0, members.size())
                .mapToObj(number -> new CascadeStage(this, number, rules))
                .toList();
    }

    @Override
    public List<Target> rank(Selection selection) {
        selection.because("the first stage; the next one where a reply is no good");
        List<List<Target>> able = new ArrayList<>(members.size());
        int end = 0;
        for (int i = 0; i < members.size(); i++) {
            able.add(members.get(i).rank(selection));
            end = able.get(i).isEmpty() ? end : i;
        }
        Plans plans = selection.call().plans();
        List<Target> ranked = new ArrayList<>(members.size());
        for (int i = 0; i <= end; i++) {
            // to whom nobody is better, there is nothing to escalate to
            CascadeStage stage = (i < end ? checked : last).get(i);
            able.get(i).forEach(target -> ranked.add(plans.staged(target, stage)));
        }
        return ranked;
    }
}
