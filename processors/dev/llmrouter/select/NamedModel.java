package dev.llmrouter.select;

import dev.llmrouter.policy.Policy;
import dev.llmrouter.wire.ProviderWishes.Sort;
import org.jspecify.annotations.Nullable;

/**
 * What a name that a caller asks for stands for.
 *
 * @param name as configured, without a suffix
 * @param sort what the suffix asks for; null where there is none
 */
record NamedModel(String name, Policy policy, @Nullable Sort sort) {

    private static final String NITRO = ":nitro";
    private static final String FLOOR = ":floor";

    /** {@return what OpenRouter's suffix of a name asks for; null where it has none} */
    static @Nullable Sort suffix(String name) {
        return name.endsWith(NITRO) ? Sort.THROUGHPUT : name.endsWith(FLOOR) ? Sort.PRICE : null;
    }

    /** {@return a name that has a suffix without it} */
    static String withoutSuffix(String name) {
        return name.substring(0, name.lastIndexOf(':'));
    }
}
