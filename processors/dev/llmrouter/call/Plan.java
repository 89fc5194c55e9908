package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;

/** How candidates are asked other than one after the other; only who carries it out knows more of it. */
public interface Plan {

    /** {@return whether a candidate is one of those that it asks} */
    boolean covers(Target candidate);

    /** {@return whether it cuts a prompt that none of its candidates holds, and has nothing to do with any other} */
    default boolean splits() {
        return false;
    }
}
