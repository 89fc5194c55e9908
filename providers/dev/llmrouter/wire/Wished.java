package dev.llmrouter.wire;

import java.util.List;

/**
 * What the body of a request wishes of its routing, in OpenRouter's fields. It is for the router alone: no provider sees
 * it.
 *
 * @param fallbacks {@code models}: the names to try, in order, when nobody answers for {@code model}
 * @param provider what is wished of the providers
 */
public record Wished(List<String> fallbacks, ProviderWishes provider) {

    /** Of a request that wishes nothing. */
    public static final Wished NOTHING = new Wished(List.of(), ProviderWishes.NONE);

    /** Keeps its own list. */
    public Wished {
        fallbacks = List.copyOf(fallbacks);
    }
}
