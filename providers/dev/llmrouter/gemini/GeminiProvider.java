package dev.llmrouter.gemini;

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

/** Google's Gemini API. */
public final class GeminiProvider implements ProviderFactory<GeminiProvider.Options> {

    private static final URI GOOGLE = URI.create("https://generativelanguage.googleapis.com/v1beta");

    /**
     * What it needs.
     *
     * @param baseUrl where its {@code /models} are
     * @param apiKey sent as {@code x-goog-api-key}
     * @param apiKeys in place of it
     */
    @Doc("Google's Gemini API")
    public record Options(
            @Doc("where /models are; default https://generativelanguage.googleapis.com/v1beta") URI baseUrl,
            @Doc("sent as x-goog-api-key; only by reference, as in {{env:GEMINI_API_KEY:}}") @Nullable Secret apiKey,
            @Doc(ApiKeys.DOC) @Range(min = 1) @Nullable List<ApiKey> apiKeys) {

        /** What is absent takes its default. */
        public Options(@Nullable URI baseUrl, @Nullable Secret apiKey, @Nullable List<ApiKey> apiKeys) {
            this.baseUrl = baseUrl == null ? GOOGLE : baseUrl;
            this.apiKey = apiKey;
            this.apiKeys = apiKeys;
            ApiKeys.of(apiKey, apiKeys);
        }
    }

    @Override
    public Class<Options> options() {
        return Options.class;
    }

    @Override
    public Provider create(String name, Options options, CamelContext camel) {
        ApiKeys keys = ApiKeys.of(options.apiKey(), options.apiKeys());
        KeyPool pool = keys.pool(name, KeyHeader.named("x-goog-api-key"), camel);
        return new ServedProvider(
                name,
                "Google Gemini",
                keys.offWithout(),
                pool,
                () -> ServedProvider.server(name, camel, options.baseUrl(), Map.of(), pool),
                GeminiModel::new);
    }
}
