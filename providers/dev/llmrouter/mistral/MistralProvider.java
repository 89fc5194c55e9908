package dev.llmrouter.mistral;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Secret;
import dev.llmrouter.key.ApiKey;
import dev.llmrouter.key.ApiKeys;
import dev.llmrouter.key.KeyHeader;
import dev.llmrouter.key.KeyPool;
import dev.llmrouter.openai.JsonSchemaSupport;
import dev.llmrouter.openai.Quirks;
import dev.llmrouter.openai.RequestFitter;
import dev.llmrouter.provider.OpenAiModel;
import dev.llmrouter.provider.Provider;
import dev.llmrouter.provider.ProviderFactory;
import dev.llmrouter.provider.ServedProvider;
import dev.llmrouter.wire.Operation;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** Mistral AI: OpenAI's chat completions with other names for some fields, and none at all for others. */
public final class MistralProvider implements ProviderFactory<MistralProvider.Options> {

    private static final URI MISTRAL = URI.create("https://api.mistral.ai/v1");

    private static final Set<Operation> OPERATIONS = Set.of(Operation.CHAT, Operation.EMBEDDINGS);

    /** It refuses every field that it does not know, with status 422 (docs.mistral.ai/api, chat completions). */
    private static final Quirks QUIRKS = new Quirks(
            List.of(
                    "stream_options",
                    "user",
                    "store",
                    "metadata",
                    "logit_bias",
                    "logprobs",
                    "top_logprobs",
                    "service_tier",
                    "modalities",
                    "audio",
                    "verbosity",
                    "web_search_options",
                    "prompt_cache_retention",
                    "safety_identifier",
                    "reasoning",
                    "top_k",
                    "messages[].refusal",
                    "messages[].annotations",
                    "messages[].audio",
                    "messages[].reasoning",
                    "messages[].reasoning_content",
                    "messages[].reasoning_details",
                    "messages[].cache_control",
                    "messages[].content[].cache_control",
                    "tools[].cache_control"),
            Map.of("max_completion_tokens", "max_tokens", "seed", "random_seed"),
            Map.of("tool_choice", Map.of("required", "any")),
            false,
            null,
            JsonSchemaSupport.NATIVE);

    /**
     * What it needs.
     *
     * @param baseUrl where its {@code /chat/completions} is
     * @param apiKey sent as a bearer token
     * @param apiKeys in place of it
     */
    @Doc("Mistral AI")
    public record Options(
            @Doc("where /chat/completions is; default https://api.mistral.ai/v1") URI baseUrl,
            @Doc("sent as a bearer token; only by reference, as in {{env:MISTRAL_API_KEY:}}") @Nullable Secret apiKey,
            @Doc(ApiKeys.DOC) @Range(min = 1) @Nullable List<ApiKey> apiKeys) {

        /** What is absent takes its default. */
        public Options(@Nullable URI baseUrl, @Nullable Secret apiKey, @Nullable List<ApiKey> apiKeys) {
            this.baseUrl = baseUrl == null ? MISTRAL : baseUrl;
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
        KeyPool pool = keys.pool(name, KeyHeader.BEARER, camel);
        RequestFitter fitter = new RequestFitter(QUIRKS);
        return new ServedProvider(
                name,
                "Mistral AI",
                keys.offWithout(),
                pool,
                () -> ServedProvider.server(name, camel, options.baseUrl(), Map.of(), pool),
                (server, target) ->
                        new MistralModel(server, target, new OpenAiModel(server, target, OPERATIONS, fitter, fitter)));
    }
}
