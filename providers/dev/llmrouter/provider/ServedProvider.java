package dev.llmrouter.provider;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.key.KeyPool;
import dev.llmrouter.llm.EventLoops;
import dev.llmrouter.wire.RefusalRules;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** A provider with one server, whose connections are made when the first of its models is. */
public final class ServedProvider implements Provider {

    private final String name;
    private final String description;
    private final Optional<String> offBecause;
    private final KeyPool keys;
    private final Supplier<ProviderServer> servers;
    private final BiFunction<ProviderServer, Target, ProviderModel> models;
    private @Nullable ProviderServer server;

    /** A provider whose server is made with the first of its models. */
    public ServedProvider(
            String name,
            String description,
            Optional<String> offBecause,
            KeyPool keys,
            Supplier<ProviderServer> servers,
            BiFunction<ProviderServer, Target, ProviderModel> models) {
        this.name = name;
        this.description = description;
        this.offBecause = offBecause;
        this.keys = keys;
        this.servers = servers;
        this.models = models;
    }

    /** {@return a provider that can't be used as it is configured} */
    public static ServedProvider off(String name, String description, String because) {
        return new ServedProvider(
                name,
                description,
                Optional.of(because),
                KeyPool.NONE,
                () -> {
                    throw new IllegalStateException("the provider " + name + " is off: " + because);
                },
                (server, target) -> {
                    throw new IllegalStateException("the provider " + name + " is off: " + because);
                });
    }

    /** {@return the server of a provider of that name, on the context's event loops} */
    public static ProviderServer server(
            String name, CamelContext camel, URI baseUrl, Map<String, String> headers, KeyPool keys) {
        return new ProviderServer(EventLoops.of(camel), baseUrl, headers, keys, RefusalRules.of(name, camel));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Optional<String> offBecause() {
        return offBecause;
    }

    @Override
    public KeyPool keys() {
        return keys;
    }

    @Override
    public synchronized ProviderModel model(Target target) {
        if (server == null) {
            server = servers.get();
        }
        return models.apply(server, target);
    }
}
