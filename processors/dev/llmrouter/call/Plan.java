package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;

/** How several candidates are asked at once; only who carries it out knows more of it. */
public interface Plan {

    /** {@return whether a candidate is one of those that it asks} */
    boolean covers(Target candidate);
}
