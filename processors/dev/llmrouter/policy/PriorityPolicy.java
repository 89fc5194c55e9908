package dev.llmrouter.policy;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import java.util.ArrayList;
import java.util.List;

/** The first that can; the others, in the order they are written, only if those before them fail. */
public record PriorityPolicy(List<Policy> members) implements Policy {

    /** Keeps the order of the members. */
    public PriorityPolicy {
        members = List.copyOf(members);
    }

    @Override
    public List<Target> rank(Call call) {
        if (members.size() == 1) {
            return members.get(0).rank(call);
        }
        List<Target> ranked = new ArrayList<>(members.size());
        for (Policy member : members) {
            ranked.addAll(member.rank(call));
        }
        return ranked;
    }
}
