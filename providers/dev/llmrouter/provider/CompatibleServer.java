package dev.llmrouter.provider;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.key.ApiKeys;
import dev.llmrouter.key.KeyHeader;
import dev.llmrouter.key.KeyPool;
import dev.llmrouter.openai.RequestFitter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** OpenAI or a server that speaks its format. It is connected to when the first of its models is asked. */
final class CompatibleServer implements Provider {

    private final String name;
    private final String description;
    private final OpenAiProvider.Options options;
    private final CamelContext camel;
    private final ApiKeys keys;
    private final KeyPool pool;
    private final RequestFitter fitter;
    private final RequestFitter ofTranslated;
    private @Nullable ProviderServer server;

    CompatibleServer(String name, String description, OpenAiProvider.Options options, CamelContext camel) {
        this.name = name;
        this.description = description;
        this.options = options;
        this.camel = camel;
        this.keys = ApiKeys.of(options.apiKey(), options.apiKeys());
        this.pool = keys.pool(name, KeyHeader.BEARER, camel);
        this.fitter = new RequestFitter(options.quirks());
        this.ofTranslated = RequestFitter.ofTranslated(options.quirks(), options.isOpenAi());
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
        return options.isOpenAi() ? keys.offWithout() : keys.offBecause();
    }

    @Override
    public KeyPool keys() {
        return pool;
    }

    @Override
    public synchronized ProviderModel model(Target target) {
        if (server == null) {
            server = ServedProvider.server(name, camel, options.baseUrl(), headers(), pool);
        }
        return new OpenAiModel(server, target, Set.copyOf(options.operations()), fitter, ofTranslated);
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        if (options.organization() != null) {
            headers.put("openai-organization", options.organization());
        }
        headers.putAll(options.headers());
        return headers;
    }
}
