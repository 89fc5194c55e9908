package dev.llmrouter.governance;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Demand;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Lack;
import dev.llmrouter.policy.Requirement;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leaves out the targets that do not meet all demands of a call: those of its tenant, and of the labels of its data. */
public final class MeetPermissions implements Requirement {

    private final IdentityHashMap<Demand, MeetDemand> known = new IdentityHashMap<>();

    /** {@code configured} are the demands that calls have again and again; others are met as well. */
    public MeetPermissions(Collection<Demand> configured) {
        configured.forEach(demand -> known.put(demand, new MeetDemand(demand)));
    }

    @Override
    public @Nullable Lack lack(Call call, Target target) {
        List<Demand> demands = call.access().permissions().demands();
        Lack lack = null;
        for (int i = 0; lack == null && i < demands.size(); i++) {
            lack = requirement(demands.get(i)).lack(call, target);
        }
        return lack;
    }

    private MeetDemand requirement(Demand demand) {
        MeetDemand made = known.get(demand);
        return made == null ? new MeetDemand(demand) : made;
    }
}
