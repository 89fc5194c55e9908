package dev.llmrouter.provider;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.openai.Quirks;
import dev.llmrouter.openai.RequestFitter;
import java.time.Duration;

/** Makes clients for LangChain4j's models; the target's own limits stand, whatever it is told. */
final class ServerHttpClientBuilder implements HttpClientBuilder {
    private final ProviderServer server;
    private final Target target;
    private final RequestFitter fitter;

    /** For bodies that go as they are. */
    ServerHttpClientBuilder(ProviderServer server, Target target) {
        this(server, target, new RequestFitter(Quirks.NONE));
    }

    /** For chat completions, which are fitted to the server's quirks, and others, which go as they are. */
    ServerHttpClientBuilder(ProviderServer server, Target target, RequestFitter fitter) {
        this.server = server;
        this.target = target;
        this.fitter = fitter;
    }

    @Override
    public Duration connectTimeout() {
        return target.timeouts().connect();
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration timeout) {
        return this;
    }

    @Override
    public Duration readTimeout() {
        return target.timeouts().idle();
    }

    @Override
    public HttpClientBuilder readTimeout(Duration timeout) {
        return this;
    }

    @Override
    public HttpClient build() {
        return new ServerHttpClient(server, target, fitter);
    }
}
