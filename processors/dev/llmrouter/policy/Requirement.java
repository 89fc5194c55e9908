package dev.llmrouter.policy;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
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
}
