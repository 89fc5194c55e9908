package dev.llmrouter.call;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What a caller may wish of the routing of a call, and a tenant may be forbidden. */
public enum Wish {
    /** Further models to fall back to. */
    MODELS("'models'"),
    /** OpenRouter's {@code provider} object. */
    PROVIDER("'provider'"),
    /** {@code :nitro} and {@code :floor} behind the name of a model. */
    SUFFIX("':nitro' and ':floor'"),
    /** A ranking policy in place of the model's own. */
    POLICY("the header '" + Wishes.POLICY_HEADER + "'"),
    /** One target and no other. */
    TARGET("the header '" + Wishes.TARGET_HEADER + "'"),
    /** A deadline. */
    DEADLINE("the header '" + Wishes.DEADLINE_HEADER + "'"),
    /** How urgent the call is. */
    PRIORITY("the header '" + Wishes.PRIORITY_HEADER + "'");

    /** Every wish; not to be changed. */
    public static final Set<Wish> ALL = Collections.unmodifiableSet(EnumSet.allOf(Wish.class));

    private final String words;

    Wish(String words) {
        this.words = words;
    }

    /** {@return how callers know it} */
    public String words() {
        return words;
    }
}
