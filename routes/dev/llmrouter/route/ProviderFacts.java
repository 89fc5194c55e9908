package dev.llmrouter.route;

import dev.llmrouter.catalog.Catalog;
import dev.llmrouter.catalog.ModelFacts;
import dev.llmrouter.config.ProviderEntry;
import dev.llmrouter.config.RouterFiles;
import java.util.Map;

/** What the catalogue says of the models of the configured providers, each of which is known to it by its type. */
final class ProviderFacts {

    private final Map<String, ProviderEntry> providers;
    private final Catalog catalog;

    ProviderFacts(RouterFiles files) {
        this.providers = files.config().providers();
        this.catalog = files.catalog();
    }

    ModelFacts of(String provider, String model) {
        ProviderEntry entry = providers.get(provider);
        return entry == null ? ModelFacts.UNKNOWN : catalog.facts(entry.type(), model);
    }
}
