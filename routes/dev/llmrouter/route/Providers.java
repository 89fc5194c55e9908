package dev.llmrouter.route;

import dev.llmrouter.config.ProviderEntry;
import dev.llmrouter.provider.Provider;
import dev.llmrouter.provider.ProviderFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;

/** Finds the factories of providers by their type, as Camel finds its components. */
final class Providers {

    /** The types that come with the router; others are found by name alone. */
    static final java.util.Set<String> TYPES = java.util.Set.of("openai", "simulator", "local");

    private static final String FOLDER = "META-INF/services/org/apache/camel/llm-provider/";

    private Providers() {}

    static Optional<ProviderFactory<?>> factory(CamelContext camel, String type) {
        return camel.getCamelContextExtension()
                .getFactoryFinder(FOLDER)
                .newInstance(type, ProviderFactory.class)
                .map(found -> (ProviderFactory<?>) found);
    }

    /** {@return the providers of a configuration, in its order} */
    static Map<String, Provider> of(CamelContext camel, Map<String, ProviderEntry> entries) {
        Map<String, Provider> providers = new LinkedHashMap<>();
        entries.forEach((name, entry) -> providers.put(name, provider(camel, name, entry)));
        return providers;
    }

    private static Provider provider(CamelContext camel, String name, ProviderEntry entry) {
        ProviderFactory<?> factory = factory(camel, entry.type())
                .orElseThrow(() -> new IllegalArgumentException("no provider of type " + entry.type()));
        return create(factory, name, entry, camel);
    }

    private static <O extends Record> Provider create(
            ProviderFactory<O> factory, String name, ProviderEntry entry, CamelContext camel) {
        return factory.create(name, factory.options().cast(entry.options()), camel);
    }
}
