package dev.llmrouter.provider;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Secret;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.key.ApiKey;
import dev.llmrouter.key.ApiKeys;
import dev.llmrouter.key.KeyHeader;
import dev.llmrouter.key.KeyPool;
import dev.llmrouter.openai.Quirks;
import dev.llmrouter.openai.RequestFitter;
import dev.llmrouter.wire.Operation;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * Azure OpenAI: OpenAI's dialect at other paths, with another header for the key. A target's model is the name of a
 * deployment. LangChain4j's module for Azure is not needed.
 */
public final class AzureProvider implements ProviderFactory<AzureProvider.Options> {

    private static final RequestFitter AS_IS = new RequestFitter(Quirks.NONE);
    private static final RequestFitter OF_TRANSLATED = RequestFitter.ofTranslated(Quirks.NONE, true);

    private static final Pattern RESOURCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9-]+");

    /**
     * What it needs.
     *
     * @param resource the name before {@code .openai.azure.com}
     * @param baseUrl in place of the resource, such as {@code https://mine.openai.azure.com}
     * @param apiKey sent as {@code api-key}
     * @param apiKeys in place of it
     * @param apiVersion for the dated API below {@code /openai/deployments}; null for the v1 API
     */
    @Doc("Azure OpenAI; the model of a target is the name of its deployment")
    public record Options(
            @Doc("the name before .openai.azure.com") @Nullable String resource,
            @Doc("in place of resource, such as https://mine.openai.azure.com") @Nullable URI baseUrl,
            @Doc("sent as api-key; only by reference, as in {{env:AZURE_OPENAI_API_KEY:}}") @Nullable Secret apiKey,
            @Doc(ApiKeys.DOC) @Range(min = 1) @Nullable List<ApiKey> apiKeys,
            @Doc("such as 2024-10-21, for the dated API; default: the v1 API, which needs none") @Nullable
                    String apiVersion) {

        /** A name that is none would lead elsewhere. */
        public Options {
            ApiKeys.of(apiKey, apiKeys);
            if (resource != null && !RESOURCE.matcher(resource).matches()) {
                throw new IllegalArgumentException(
                        "resource is not the name of one: write what stands before .openai.azure.com");
            }
            if (apiVersion != null && !VERSION.matcher(apiVersion).matches()) {
                throw new IllegalArgumentException("apiVersion is no version: write one such as 2024-10-21");
            }
        }

        /** {@return where {@code /deployments} and {@code /v1} are; null where nobody said it} */
        @Nullable
        URI root() {
            if (baseUrl == null) {
                return resource == null ? null : URI.create("https://" + resource + ".openai.azure.com/openai");
            }
            String url = ProviderServer.withoutSlash(baseUrl.toString());
            url = url.endsWith("/v1") ? url.substring(0, url.length() - "/v1".length()) : url;
            return URI.create(url.endsWith("/openai") ? url : url + "/openai");
        }

        Set<Operation> operations() {
            Set<Operation> all = EnumSet.allOf(Operation.class);
            all.remove(Operation.MESSAGES);
            all.remove(Operation.MODERATIONS);
            all.remove(Operation.RERANK);
            if (apiVersion != null) {
                // the dated API has no deployment that answers them
                all.remove(Operation.RESPONSES);
            }
            return all;
        }
    }

    @Override
    public Class<Options> options() {
        return Options.class;
    }

    @Override
    public Provider create(String name, Options options, CamelContext camel) {
        URI root = options.root();
        if (root == null) {
            return ServedProvider.off(name, "Azure OpenAI", "it has no resource and no baseUrl");
        }
        ApiKeys keys = ApiKeys.of(options.apiKey(), options.apiKeys());
        KeyPool pool = keys.pool(name, KeyHeader.named("api-key"), camel);
        return new ServedProvider(
                name,
                "Azure OpenAI",
                keys.offWithout(),
                pool,
                () -> ServedProvider.server(name, camel, root, Map.of(), pool),
                (server, target) -> model(server, target, options));
    }

    private static ProviderModel model(ProviderServer server, Target target, Options options) {
        ProviderServer place = options.apiVersion() == null
                ? server.below("/v1", "")
                : server.below("/deployments/" + target.model(), "api-version=" + options.apiVersion());
        return new OpenAiModel(place, target, options.operations(), AS_IS, OF_TRANSLATED);
    }
}
