package dev.llmrouter.provider;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.llmrouter.catalog.Timeouts;
import java.time.Duration;

/** Makes clients for LangChain4j's OpenAI models; the target's own limits stand, whatever it is told. */
final class ServerHttpClientBuilder implements HttpClientBuilder {
    private final ProviderServer server;
    private final Timeouts limits;

    ServerHttpClientBuilder(ProviderServer server, Timeouts limits) {
        this.server = server;
        this.limits = limits;
    }

    @Override
    public Duration connectTimeout() {
        return limits.connect();
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration timeout) {
        return this;
    }

    @Override
    public Duration readTimeout() {
        return limits.idle();
    }

    @Override
    public HttpClientBuilder readTimeout(Duration timeout) {
        return this;
    }

    @Override
    public HttpClient build() {
        return new ServerHttpClient(server, limits);
    }
}
