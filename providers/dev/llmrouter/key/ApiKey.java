package dev.llmrouter.key;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Secret;
import org.jspecify.annotations.Nullable;

/**
 * One of the keys of a provider, as configured; a reference alone stands for one without a weight.
 *
 * @param key itself, which may be unset
 * @param weight which share of the calls it gets, compared with the others
 */
@Doc("one of a provider's keys")
public record ApiKey(
        @Doc(value = "the key; only by reference, as in {{env:KEY_2:}}", required = true) Secret key,
        @Doc("how many calls it gets compared with the others; default 1") @Range(min = 1, max = 1000) Integer weight) {

    /** A weight that is absent is 1. */
    public ApiKey(Secret key, @Nullable Integer weight) {
        this.key = key;
        this.weight = weight == null ? 1 : weight;
    }
}
