package dev.llmrouter.gemini;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Secret;
import dev.llmrouter.provider.Provider;
import dev.llmrouter.provider.ProviderFactory;
import dev.llmrouter.provider.ServedProvider;
import java.net.URI;
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
     */
    @Doc("Google's Gemini API")
    public record Options(
            @Doc("where /models are; default https://generativelanguage.googleapis.com/v1beta") URI baseUrl,
            @Doc("sent as x-goog-api-key; only by reference, as in {{env:GEMINI_API_KEY:}}") @Nullable Secret apiKey) {

        /** What is absent takes its default. */
        public Options(@Nullable URI baseUrl, @Nullable Secret apiKey) {
            this.baseUrl = baseUrl == null ? GOOGLE : baseUrl;
            this.apiKey = apiKey;
        }
    }

    @Override
    public Class<Options> options() {
        return Options.class;
    }

    @Override
    public Provider create(String name, Options options, CamelContext camel) {
        Secret key = options.apiKey();
        Map<String, String> headers = key != null && key.isSet() ? Map.of("x-goog-api-key", key.reveal()) : Map.of();
        return new ServedProvider(
                name,
                "Google Gemini",
                ServedProvider.offWithout(key),
                () -> ServedProvider.server(camel, options.baseUrl(), headers, key),
                GeminiModel::new);
    }
}
