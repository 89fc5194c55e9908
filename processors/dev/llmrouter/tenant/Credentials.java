package dev.llmrouter.tenant;

import org.jspecify.annotations.Nullable;

/** One kind of what callers show. Thread-safe; never waits for anybody. */
interface Credentials {

    /**
     * {@return who holds what is shown; null where it is not of this kind, or nobody's}
     *
     * @param print the fingerprint of it
     * @throws dev.llmrouter.call.RouterException where it is of this kind, and is not taken
     */
    @Nullable
    Holder holder(String shown, Fingerprint print);

    /**
     * {@return who holds the key of that name; null where there is none of this kind}
     *
     * @throws dev.llmrouter.call.RouterException where there is one, and it is not taken any more
     */
    default @Nullable Holder named(String key) {
        return null;
    }
}
