package dev.llmrouter.key;

import dev.llmrouter.catalog.Secret;
import dev.llmrouter.llm.EventLoops;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a provider as configured: one, several with their weights, or none. Immutable.
 *
 * @param all in the order of the configuration; those that are unset as well
 */
public record ApiKeys(List<ApiKey> all) {

    /** What the option {@code apiKeys} is. */
    public static final String DOC =
            "several keys in place of apiKey, each by reference; or { key: a reference, weight: how many calls it gets compared with the others }";

    /** A copy. */
    public ApiKeys {
        all = List.copyOf(all);
    }

    /**
     * {@return the keys that one of the options says}
     *
     * @throws IllegalArgumentException where both do
     */
    public static ApiKeys of(@Nullable Secret apiKey, @Nullable List<ApiKey> apiKeys) {
        if (apiKey != null && apiKeys != null) {
            throw new IllegalArgumentException(
                    "apiKeys can't stand beside apiKey: write one of them, apiKeys for several keys");
        }
        return apiKey == null
                ? new ApiKeys(apiKeys == null ? List.of() : apiKeys)
                : new ApiKeys(List.of(new ApiKey(apiKey, null)));
    }

    /** {@return whether none is configured} */
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** {@return why a provider that has keys is off, since none of them is set; empty where one is, or none is configured} */
    public Optional<String> offBecause() {
        if (isEmpty() || all.stream().anyMatch(one -> one.key().isSet())) {
            return Optional.empty();
        }
        String origins = all.stream().map(one -> one.key().origin()).collect(Collectors.joining(" and "));
        return Optional.of(origins + (all.size() == 1 ? " is not set" : " are not set"));
    }

    /** {@return the same of a provider that has to have one} */
    public Optional<String> offWithout() {
        return isEmpty() ? Optional.of("it has no apiKey") : offBecause();
    }

    /** {@return the keys to choose from; what takes its time is done on the context's worker threads} */
    public KeyPool pool(String provider, KeyHeader header, CamelContext camel) {
        return isEmpty()
                ? KeyPool.NONE
                : new KeyPool(provider, this, header, System::nanoTime, task -> EventLoops.of(camel)
                        .executeBlocking(() -> {
                            task.run();
                            return task;
                        }));
    }
}
