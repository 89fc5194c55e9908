package dev.llmrouter.policy;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for a target to answer a call. Stands before every ranking, so that neither failover nor a retry, a
 * hedge, a shadow or an embedding can go where the call itself may not. Thread-safe.
 */
@FunctionalInterface
public interface Requirement {

    /** {@return what the target lacks; null where it may answer} Asked for every target of every call, so best without garbage. */
    @Nullable
    Lack lack(Call call, Target target);

    /** {@return whether a target may be asked something on the side for a call, such as whether two replies are alike} */
    static boolean mayBeAskedAside(Call call, Target target, List<Requirement> requirements) {
        return requirements.stream()
                .allMatch(requirement -> requirement.isOfReply() || requirement.lack(call, target) == null);
    }

    /**
     * {@return whether it is about the reply} Then it is none of those who are only asked something on the side, such as
     * what a prompt is about, and who all the same may see no more than those who reply.
     */
    default boolean isOfReply() {
        return false;
    }
}
