package dev.llmrouter.provider;

import dev.llmrouter.anthropic.StructuredOutput;
import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Secret;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.key.ApiKey;
import dev.llmrouter.key.ApiKeys;
import dev.llmrouter.key.KeyHeader;
import dev.llmrouter.key.KeyPool;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** Anthropic, and every server that speaks its Messages. */
public final class AnthropicProvider implements ProviderFactory<AnthropicProvider.Options> {

    private static final URI ANTHROPIC = URI.create("https://api.anthropic.com/v1");
    private static final String VERSION = "2023-06-01";

    /**
     * What a server needs.
     *
     * @param baseUrl where its {@code /messages} is
     * @param apiKey sent as {@code x-api-key}
     * @param apiKeys in place of it
     * @param version sent as {@code anthropic-version}, unless the caller sends its own
     * @param headers sent with every request
     * @param structuredOutput how a reply by a JSON schema is asked for by callers of other dialects
     */
    @Doc("Anthropic, and every server that speaks its Messages format")
    public record Options(
            @Doc("where /messages is; default https://api.anthropic.com/v1") URI baseUrl,
            @Doc("sent as x-api-key; only by reference, as in {{env:ANTHROPIC_API_KEY:}}") @Nullable Secret apiKey,
            @Doc(ApiKeys.DOC) @Range(min = 1) @Nullable List<ApiKey> apiKeys,
            @Doc("sent as anthropic-version, unless the caller sends its own; default 2023-06-01") String version,
            @Doc("sent with every request") Map<String, String> headers,
            @Doc("how JSON by a schema is asked for: native (default), or tool for models before Claude Sonnet 4.5")
                    StructuredOutput structuredOutput) {

        /** What is absent takes its default. */
        public Options(
                @Nullable URI baseUrl,
                @Nullable Secret apiKey,
                @Nullable List<ApiKey> apiKeys,
                @Nullable String version,
                @Nullable Map<String, String> headers,
                @Nullable StructuredOutput structuredOutput) {
            this.baseUrl = baseUrl == null ? ANTHROPIC : baseUrl;
            this.apiKey = apiKey;
            this.apiKeys = apiKeys;
            ApiKeys.of(apiKey, apiKeys);
            this.version = version == null ? VERSION : version;
            this.headers = headers == null ? Map.of() : Map.copyOf(headers);
            this.structuredOutput = structuredOutput == null ? StructuredOutput.NATIVE : structuredOutput;
        }

        /** Other headers may hold keys as well. */
        @Override
        public String toString() {
            return "Options[" + baseUrl.getHost() + "]";
        }
    }

    @Override
    public Class<Options> options() {
        return Options.class;
    }

    @Override
    public Provider create(String name, Options options, CamelContext camel) {
        return new Anthropic(name, options, camel);
    }

    private static Map<String, String> headers(Options options) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("anthropic-version", options.version());
        headers.putAll(options.headers());
        return headers;
    }

    /** One server. It is connected to when the first of its models is made. */
    private static final class Anthropic implements Provider {

        private final String name;
        private final Options options;
        private final CamelContext camel;
        private final ApiKeys keys;
        private final KeyPool pool;
        private @Nullable ProviderServer server;

        Anthropic(String name, Options options, CamelContext camel) {
            this.name = name;
            this.options = options;
            this.camel = camel;
            this.keys = ApiKeys.of(options.apiKey(), options.apiKeys());
            this.pool = keys.pool(name, KeyHeader.named("x-api-key"), camel);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String description() {
            return options.baseUrl().equals(ANTHROPIC) ? "Anthropic" : "Anthropic-compatible";
        }

        @Override
        public Optional<String> offBecause() {
            return options.baseUrl().equals(ANTHROPIC) ? keys.offWithout() : keys.offBecause();
        }

        @Override
        public KeyPool keys() {
            return pool;
        }

        @Override
        public synchronized ProviderModel model(Target target) {
            if (server == null) {
                server = ServedProvider.server(name, camel, options.baseUrl(), headers(options), pool);
            }
            return new AnthropicModel(server, target, options.structuredOutput());
        }
    }
}
