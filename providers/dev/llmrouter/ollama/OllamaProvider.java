package dev.llmrouter.ollama;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Secret;
import dev.llmrouter.key.ApiKey;
import dev.llmrouter.key.ApiKeys;
import dev.llmrouter.key.KeyHeader;
import dev.llmrouter.key.KeyPool;
import dev.llmrouter.provider.Provider;
import dev.llmrouter.provider.ProviderFactory;
import dev.llmrouter.provider.ServedProvider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** Ollama, in its own words: thoughts, schemas and the size of the context are told apart there. */
public final class OllamaProvider implements ProviderFactory<OllamaProvider.Options> {

    private static final URI LOCAL = URI.create("http://127.0.0.1:11434");

    /**
     * What it needs.
     *
     * @param baseUrl where its {@code /api} is
     * @param apiKey sent as a bearer token, to Ollama's cloud or to a guard before a server
     * @param apiKeys in place of it
     * @param keepAlive how long a model stays in memory: seconds, or with a unit such as {@code 10m}; -1 for ever
     * @param numCtx how many tokens a prompt and its reply may have together
     */
    @Doc("Ollama, in its own words")
    public record Options(
            @Doc("where /api is; default http://127.0.0.1:11434") URI baseUrl,
            @Doc("sent as a bearer token, where a server wants one; only by reference") @Nullable Secret apiKey,
            @Doc(ApiKeys.DOC) @Range(min = 1) @Nullable List<ApiKey> apiKeys,
            @Doc("how long a model stays in memory: seconds, or as in 10m; -1 for ever; default: as Ollama is set")
                    @Nullable
                    String keepAlive,
            @Doc(
                            "how many tokens prompt and reply may have together; default: as Ollama is set; a longer prompt is refused")
                    @Nullable
                    Integer numCtx) {

        /** What is absent takes its default. */
        public Options(
                @Nullable URI baseUrl,
                @Nullable Secret apiKey,
                @Nullable List<ApiKey> apiKeys,
                @Nullable String keepAlive,
                @Nullable Integer numCtx) {
            this.baseUrl = baseUrl == null ? LOCAL : baseUrl;
            this.apiKey = apiKey;
            this.apiKeys = apiKeys;
            ApiKeys.of(apiKey, apiKeys);
            this.keepAlive = keepAlive;
            this.numCtx = numCtx;
        }
    }

    @Override
    public Class<Options> options() {
        return Options.class;
    }

    @Override
    public Provider create(String name, Options options, CamelContext camel) {
        ApiKeys keys = ApiKeys.of(options.apiKey(), options.apiKeys());
        KeyPool pool = keys.pool(name, KeyHeader.BEARER, camel);
        return new ServedProvider(
                name,
                "Ollama",
                keys.offBecause(),
                pool,
                () -> ServedProvider.server(name, camel, options.baseUrl(), Map.of(), pool),
                (server, target) -> new OllamaModel(server, target, options));
    }
}
