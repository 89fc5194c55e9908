package dev.llmrouter.route;

import dev.llmrouter.config.Kinds;
import dev.llmrouter.config.ProviderEntry;
import dev.llmrouter.provider.PresetProvider;
import dev.llmrouter.provider.Presets;
import dev.llmrouter.provider.Provider;
import dev.llmrouter.provider.ProviderFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;

/** Finds the factories of providers by their type, as Camel finds its components; or else by their preset. */
final class Providers {

    private static final String FOLDER = "META-INF/services/org/apache/camel/llm-provider/";

    private Providers() {}

    static Optional<ProviderFactory<?>> factory(CamelContext camel, String type) {
        return Extensions.in(camel, FOLDER)
                .newInstance(type, ProviderFactory.class)
                .<ProviderFactory<?>>map(found -> (ProviderFactory<?>) found)
                .or(() -> Optional.ofNullable(Presets.shipped().servers().get(type))
                        .map(PresetProvider::new));
    }

    /** {@return the types that there are; those that a jar brings along are found by name, and not suggested} */
    static Kinds kinds(CamelContext camel) {
        return new Kinds(type -> factory(camel, type).map(ProviderFactory::options), types(camel));
    }

    private static Set<String> types(CamelContext camel) {
        Set<String> types = new TreeSet<>(Presets.shipped().servers().keySet());
        Presets.shipped().types().keySet().stream()
                .filter(type -> hasClass(camel, type))
                .forEach(types::add);
        return types;
    }

    /** {@return whether the class path has what makes providers of that type} */
    static boolean hasClass(CamelContext camel, String type) {
        return Extensions.in(camel, FOLDER).findClass(type).isPresent();
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
