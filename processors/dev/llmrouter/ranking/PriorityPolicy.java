package dev.llmrouter.ranking;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Members;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyFactory;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Selection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first that can; the others, in the order they are written, only if those before them fail. */
public record PriorityPolicy(List<Member> members) implements Policy {

    /** Finds it under {@code priority}. */
    public static final class Factory implements PolicyFactory<Members> {

        @Override
        public Class<Members> options() {
            return Members.class;
        }

        @Override
        public @Nullable Policy create(Members options, PolicyParts parts) {
            List<Member> members = parts.members(options.of());
            return members.isEmpty() ? null : new PriorityPolicy(members);
        }
    }

    /** Keeps the order of the members. */
    public PriorityPolicy {
        members = List.copyOf(members);
    }

    @Override
    public List<Target> rank(Selection selection) {
        if (members.size() == 1) {
            return members.get(0).rank(selection);
        }
        List<Target> ranked = new ArrayList<>(members.size());
        for (Member member : members) {
            Ranked.addNext(ranked, member, selection);
        }
        return ranked;
    }
}
