package dev.llmrouter.idempotency;

import dev.llmrouter.call.WholeAnswer;
import org.jspecify.annotations.Nullable;

/** Answers by the key of their request, and the requests that are going on. May block. Thread-safe. */
public interface Answers {

    /**
     * What is known of a key.
     *
     * @param fingerprint of the request that it came with
     * @param answer null while the request is going on
     */
    record Known(String fingerprint, @Nullable WholeAnswer answer) {}

    /**
     * {@return what is known of a key; null where nothing was, and then a request has begun under it}
     *
     * @param holder who asks, where nobody else may: if a process that has ended began it for the same, it begins anew. Null
     *     for anybody
     */
    @Nullable
    Known begin(String key, String fingerprint, @Nullable String holder);

    /** Keeps the answer to a request that has begun. */
    void keep(String key, WholeAnswer answer);

    /** {@return whether other replicas begin and answer requests here too} */
    boolean areShared();

    /** Forgets a request that has begun, so that it can be made again. */
    void forget(String key);
}
