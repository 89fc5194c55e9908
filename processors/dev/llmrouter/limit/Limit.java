package dev.llmrouter.limit;

import dev.llmrouter.call.Account;
import dev.llmrouter.call.NamePatterns;
import org.jspecify.annotations.Nullable;

/**
 * How much an account may ask.
 *
 * @param models the names that are asked for by the calls that it counts, all of them together
 * @param requestsPerMinute null for any number, as with the others
 * @param tokensPerMinute of prompts and replies together
 * @param concurrentRequests calls at one time, streams until they end
 */
public record Limit(
        NamePatterns models,
        @Nullable Integer requestsPerMinute,
        @Nullable Integer tokensPerMinute,
        @Nullable Integer concurrentRequests) {

    /** {@return whether there is no limit} */
    public boolean isNone() {
        return requestsPerMinute == null && tokensPerMinute == null && concurrentRequests == null;
    }

    /** {@return what its calls are counted under, such as {@code tenant:acme} or {@code tenant:acme[gpt-*]}} */
    String name(Account account) {
        return models == NamePatterns.ALL ? account.toString() : account + "[" + models + "]";
    }
}
