package dev.llmrouter.provider;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Secret;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.key.ApiKey;
import dev.llmrouter.key.ApiKeys;
import dev.llmrouter.openai.Quirks;
import dev.llmrouter.wire.Operation;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** An OpenAI-compatible server of which everything but the key is known. */
public final class PresetProvider implements ProviderFactory<PresetProvider.Options> {

    private final Preset preset;

    /** A factory for providers at that server. */
    public PresetProvider(Preset preset) {
        this.preset = preset;
    }

    /**
     * What is to be other than the preset says.
     *
     * @param baseUrl where its {@code /chat/completions} is
     * @param apiKey sent as a bearer token; null for the one in the preset's environment variable
     * @param apiKeys in place of it
     * @param organization sent as {@code OpenAI-Organization}
     * @param headers sent with every request
     * @param operations what it can be asked
     * @param quirks in place of all of the preset's
     */
    @Doc("an OpenAI-compatible server that is known by name; README.md lists them")
    public record Options(
            @Doc("where /chat/completions is; default: where that server is") @Nullable URI baseUrl,
            @Doc("sent as a bearer token; only by reference; default: the environment variable of that server")
                    @Nullable
                    Secret apiKey,
            @Doc(ApiKeys.DOC) @Range(min = 1) @Nullable List<ApiKey> apiKeys,
            @Doc("sent as OpenAI-Organization") @Nullable String organization,
            @Doc("sent with every request") @Nullable Map<String, String> headers,
            @Doc("what it can be asked; default: what that server can") @Nullable List<Operation> operations,
            @Doc("what of a request it does not take; default: what is known of that server") @Nullable Quirks quirks) {

        /** Keys are said once. */
        public Options {
            ApiKeys.of(apiKey, apiKeys);
        }

        /** Other headers may hold keys as well. */
        @Override
        public String toString() {
            return "Options[" + (baseUrl == null ? "preset" : baseUrl.getHost()) + "]";
        }
    }

    @Override
    public Class<Options> options() {
        return Options.class;
    }

    @Override
    public Provider create(String name, Options options, CamelContext camel) {
        URI baseUrl = options.baseUrl() == null ? preset.baseUrl() : options.baseUrl();
        if (baseUrl == null) {
            return new Nowhere(name, preset.description());
        }
        OpenAiProvider.Options whole = new OpenAiProvider.Options(
                baseUrl,
                key(options, camel),
                options.apiKeys(),
                options.organization(),
                options.headers(),
                options.operations() == null ? preset.operations() : options.operations(),
                options.quirks() == null ? preset.quirks() : options.quirks());
        return new CompatibleServer(name, preset.description(), whole, camel);
    }

    private @Nullable Secret key(Options options, CamelContext camel) {
        if (options.apiKey() != null || options.apiKeys() != null || preset.key() == null) {
            return options.apiKey();
        }
        return Environment.of(camel).secret(preset.key());
    }

    /** A server that nobody has said the address of. */
    private record Nowhere(String name, String description) implements Provider {

        @Override
        public Optional<String> offBecause() {
            return Optional.of("it has no baseUrl");
        }

        @Override
        public ProviderModel model(Target target) {
            throw new IllegalStateException("the provider " + name + " is off");
        }
    }
}
