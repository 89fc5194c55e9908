package dev.llmrouter.provider;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Secret;
import dev.llmrouter.key.ApiKey;
import dev.llmrouter.key.ApiKeys;
import dev.llmrouter.openai.Quirks;
import dev.llmrouter.wire.Operation;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** OpenAI, and every server that speaks its chat-completions format. */
public final class OpenAiProvider implements ProviderFactory<OpenAiProvider.Options> {

    private static final URI OPENAI = URI.create("https://api.openai.com/v1");

    /**
     * What a server needs.
     *
     * @param baseUrl where its {@code /chat/completions} is
     * @param apiKey sent as a bearer token
     * @param apiKeys in place of it
     * @param organization sent as {@code OpenAI-Organization}
     * @param headers sent with every request
     * @param operations what it can be asked
     * @param quirks what of a request it does not take
     */
    @Doc("OpenAI, and every server that speaks its chat-completions format")
    public record Options(
            @Doc("where /chat/completions is; default https://api.openai.com/v1") URI baseUrl,
            @Doc("sent as a bearer token; only by reference, as in {{env:OPENAI_API_KEY:}}") @Nullable Secret apiKey,
            @Doc(ApiKeys.DOC) @Range(min = 1) @Nullable List<ApiKey> apiKeys,
            @Doc("sent as OpenAI-Organization") @Nullable String organization,
            @Doc("sent with every request") Map<String, String> headers,
            @Doc(
                            "what it can be asked; default: all that OpenAI can, but at OpenAI itself no completions and elsewhere no responses")
                    List<Operation> operations,
            @Doc("what of a request it does not take; default: it takes everything") Quirks quirks) {

        /** What is absent takes its default. */
        public Options(
                @Nullable URI baseUrl,
                @Nullable Secret apiKey,
                @Nullable List<ApiKey> apiKeys,
                @Nullable String organization,
                @Nullable Map<String, String> headers,
                @Nullable List<Operation> operations,
                @Nullable Quirks quirks) {
            this.baseUrl = baseUrl == null ? OPENAI : baseUrl;
            this.apiKey = apiKey;
            this.apiKeys = apiKeys;
            ApiKeys.of(apiKey, apiKeys);
            this.organization = organization;
            this.headers = headers == null ? Map.of() : Map.copyOf(headers);
            this.operations = operations == null ? operations(this.baseUrl) : List.copyOf(operations);
            this.quirks = quirks == null ? Quirks.NONE : quirks;
        }

        boolean isOpenAi() {
            return baseUrl.equals(OPENAI);
        }

        private static List<Operation> operations(URI baseUrl) {
            Set<Operation> all = EnumSet.allOf(Operation.class);
            all.remove(Operation.MESSAGES);
            // few servers have responses, and none of OpenAI's own models that chat has completions: as chats both go
            all.remove(baseUrl.equals(OPENAI) ? Operation.COMPLETIONS : Operation.RESPONSES);
            return List.copyOf(all);
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
        String description = options.isOpenAi() ? "OpenAI" : "OpenAI-compatible";
        return new CompatibleServer(name, description, options, camel);
    }
}
