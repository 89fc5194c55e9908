package dev.llmrouter.provider;

import dev.llmrouter.key.KeyPool;
import dev.llmrouter.key.KeyUse;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.wire.ProviderErrors;
import dev.llmrouter.wire.RefusalRules;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A provider's server as seen from here: one pool of kept connections, the headers that every request has, and
 * what must never be shown of it. Thread-safe.
 */
public final class ProviderServer {

    /** More than any one router has calls in flight; the limit that matters is the one of each target. */
    private static final int CONNECTIONS = 4096;

    /** Shorter than servers keep idle connections, so that a request seldom meets one that is just being closed. */
    private static final int KEPT_SECONDS = 20;

    /** What is shorter in a header is no key, but may well be a word of a message. */
    private static final int SHORTEST_SECRET = 8;

    /** Those of its headers that are for the caller: what tells of this reply, and nothing that belongs to a connection. */
    private static final List<String> FOR_CALLERS = List.of("openai-processing-ms", "openai-version", "openai-model");

    private final Vertx vertx;
    private final HttpClient client;
    private final URI baseUrl;
    private final Map<CharSequence, CharSequence> headers;
    private final ProviderErrors errors;
    private final List<String> secrets;
    private final KeyPool keys;
    private final String query;

    /**
     * A server, to which a connection is made with the first request.
     *
     * @param headers sent with every request; their values are taken for secrets where they are long enough
     * @param keys one of which every request is sent with
     * @param rules what its refusals mean that can't be told by their status and words
     */
    public ProviderServer(Vertx vertx, URI baseUrl, Map<String, String> headers, KeyPool keys, RefusalRules rules) {
        this.vertx = vertx;
        this.baseUrl = baseUrl;
        this.headers = optimized(headers);
        this.secrets = secrets(headers.values());
        this.keys = keys;
        this.errors = new ProviderErrors(this::scrub, rules);
        this.query = "";
        HttpClientOptions http = new HttpClientOptions()
                .setKeepAliveTimeout(KEPT_SECONDS)
                .setTcpNoDelay(true)
                .setMaxPoolSize(CONNECTIONS);
        this.client = vertx.createHttpClient(http, new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    }

    private ProviderServer(ProviderServer other, URI baseUrl, String query) {
        this.vertx = other.vertx;
        this.client = other.client;
        this.baseUrl = baseUrl;
        this.headers = other.headers;
        this.errors = other.errors;
        this.secrets = other.secrets;
        this.keys = other.keys;
        this.query = query;
    }

    /** {@return a place below the base URL of this server, over the same connections; every path has that query} */
    public ProviderServer below(String path, String query) {
        return new ProviderServer(this, URI.create(withoutSlash(baseUrl.toString()) + path), query);
    }

    private static Map<CharSequence, CharSequence> optimized(Map<String, String> given) {
        Map<CharSequence, CharSequence> headers = new LinkedHashMap<>();
        headers.put(HttpHeaders.USER_AGENT, "llm-router");
        given.forEach((name, value) -> headers.put(HttpHeaders.createOptimized(name), value));
        return headers;
    }

    /** A key may have a scheme before it; whole values first. */
    private static List<String> secrets(Collection<String> values) {
        List<String> secrets = new ArrayList<>();
        for (String value : values) {
            secrets.add(value);
            secrets.add(value.substring(value.lastIndexOf(' ') + 1));
        }
        secrets.removeIf(secret -> secret.length() < SHORTEST_SECRET);
        return List.copyOf(secrets);
    }

    /** {@return where its event loops are} */
    public Vertx vertx() {
        return vertx;
    }

    /** {@return its pool of connections} */
    public HttpClient client() {
        return client;
    }

    /** {@return what reads its refusals, without its keys} */
    public ProviderErrors errors() {
        return errors;
    }

    /** {@return where it is} */
    public URI baseUrl() {
        return baseUrl;
    }

    /** Where a path below the base URL is, for a POST. Not to be changed. */
    public RequestOptions post(String path, Duration connect) {
        boolean ssl = "https".equals(baseUrl.getScheme());
        int port = baseUrl.getPort() > 0 ? baseUrl.getPort() : ssl ? 443 : 80;
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setSsl(ssl)
                .setHost(baseUrl.getHost())
                .setPort(port)
                .setURI(withQuery(withoutSlash(baseUrl.getRawPath()) + path))
                .setConnectTimeout(connect.toMillis());
    }

    /** {@return a path with what every path of this server has behind it} */
    public String withQuery(String path) {
        return query.isEmpty() ? path : path + (path.contains("?") ? "&" : "?") + query;
    }

    /**
     * {@return the key for a request to a model}
     *
     * @throws dev.llmrouter.outcome.LlmException where none may be used now
     */
    public KeyUse key(String model) {
        KeyUse key = keys.use(model);
        if (key != null) {
            return key;
        }
        Failure refusal = keys.refusal(model);
        // one that has become usable since then is for the next call
        Failure busy = Failure.of(FailureClass.RATE_LIMIT, "Every key of the provider is given a rest.");
        throw (refusal == null ? busy.retryingAfter(1) : refusal).asException();
    }

    /** Adds the headers that every request to this server has. */
    public void putHeaders(HttpClientRequest request, KeyUse key) {
        key.putInto(request.headers());
        headers.forEach((name, value) -> request.headers().set(name, value));
    }

    /** {@return those of a response's headers that are for the caller} */
    public Map<String, String> visible(HttpClientResponse response) {
        Map<String, String> visible = Map.of();
        for (String name : FOR_CALLERS) {
            String value = response.getHeader(name);
            if (value != null) {
                visible = visible.isEmpty() ? new HashMap<>() : visible;
                visible.put(name, value);
            }
        }
        return visible;
    }

    /** {@return a text without the keys or the address} */
    public String scrub(String text) {
        String scrubbed = text;
        for (String value : keys.values()) {
            scrubbed = scrubbed.replace(value, "***");
        }
        for (String secret : secrets) {
            scrubbed = scrubbed.replace(secret, "***");
        }
        return scrubbed.replace(baseUrl.getAuthority(), "***").replace(baseUrl.getHost(), "***");
    }

    /** {@return a path without the slash at its end; empty for none} */
    public static String withoutSlash(@Nullable String path) {
        String given = path == null ? "" : path;
        return given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
    }
}
