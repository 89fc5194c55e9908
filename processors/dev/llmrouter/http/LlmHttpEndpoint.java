package dev.llmrouter.http;

import dev.llmrouter.call.StreamTerms;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** One path of the HTTP server. A route from it gets an {@link HttpCall} and ends with an {@link HttpAnswer}. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "llm-http",
        title = "LLM HTTP",
        syntax = "llm-http:path",
        consumerOnly = true,
        category = {Category.HTTP, Category.AI})
public final class LlmHttpEndpoint extends DefaultEndpoint {

    /** 32 MB: a request with some images as base64. */
    private static final int MAX_BODY_BYTES = 32 << 20;

    @UriPath(description = "Path, as Vert.x Web writes it: /v1/models/* takes all below")
    private final String path;

    @UriParam(
            description =
                    "The HTTP methods that are allowed, with commas between them; every other one is answered with 405")
    private String method = "GET";

    private List<String> methods = List.of(method);

    @UriParam(description = "The longest body in bytes; a longer one is answered with 413")
    private int maxBodyBytes = MAX_BODY_BYTES;

    @UriParam(
            description = "The media type of the body; any other one is answered with 415",
            enums = "application/json,multipart/form-data")
    private String mediaType = HttpAnswer.JSON;

    @UriParam(description = "Whether the path is for whatever no other route takes, with any method")
    private boolean last;

    @UriParam(description = "In whose words callers are refused", defaultValue = "OPENAI")
    private Dialect dialect = Dialect.OPENAI;

    @UriParam(
            description = "Whether requests are answered to the very end while the context stops, as those of probes"
                    + " have to be")
    private boolean alwaysOpen;

    @UriParam(
            description =
                    "Whether the callers of streams are told that nothing has happened yet, as the router is configured",
            defaultValue = "true")
    private boolean keepalive = true;

    @UriParam(
            description =
                    "Whether the body of a form is left on the connection, for a step of the route to take it as it"
                            + " comes; then maxBodyBytes is not looked at")
    private boolean streamed;

    LlmHttpEndpoint(String uri, LlmHttpComponent component, String path) {
        super(uri, component);
        this.path = path.startsWith("/") ? path : "/" + path;
    }

    /** {@return the path, as Vert.x Web writes it} */
    public String getPath() {
        return path;
    }

    /** {@return the HTTP methods that are allowed, with commas between them} */
    public String getMethod() {
        return method;
    }

    /** The HTTP methods that are allowed, with commas between them. */
    public void setMethod(String method) {
        this.method = method.toUpperCase(Locale.ROOT);
        this.methods = List.of(this.method.split(" *, *"));
    }

    /** {@return the longest body, in bytes} */
    public int getMaxBodyBytes() {
        return maxBodyBytes;
    }

    /** The longest body, in bytes. */
    public void setMaxBodyBytes(int maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    /** {@return the media type of the body} */
    public String getMediaType() {
        return mediaType;
    }

    /** The media type of the body. */
    public void setMediaType(String mediaType) {
        this.mediaType = mediaType;
    }

    boolean isAllowed(String asked) {
        return methods.contains(asked);
    }

    boolean isJson() {
        return mediaType.equals(HttpAnswer.JSON);
    }

    /** {@return whether the path is for whatever no other route takes} */
    public boolean isLast() {
        return last;
    }

    /** Whether the path is for whatever no other route takes, with any method. */
    public void setLast(boolean last) {
        this.last = last;
    }

    /** {@return in whose words callers are refused} */
    public Dialect getDialect() {
        return dialect;
    }

    /** In whose words callers are refused. */
    public void setDialect(Dialect dialect) {
        this.dialect = dialect;
    }

    /** {@return whether the callers of streams are told that nothing has happened yet} */
    public boolean isKeepalive() {
        return keepalive;
    }

    /** Whether the callers of streams are told that nothing has happened yet, as the router is configured. */
    public void setKeepalive(boolean keepalive) {
        this.keepalive = keepalive;
    }

    StreamTerms streamTerms() {
        StreamTerms all = component().getStreamTerms();
        return keepalive ? all : all.withoutKeepalive();
    }

    /** {@return whether requests are answered to the very end while the context stops} */
    public boolean isAlwaysOpen() {
        return alwaysOpen;
    }

    /** Whether requests are answered to the very end while the context stops. */
    public void setAlwaysOpen(boolean alwaysOpen) {
        this.alwaysOpen = alwaysOpen;
    }

    /** {@return whether the body of a form is left on the connection} */
    public boolean isStreamed() {
        return streamed;
    }

    /** Whether the body of a form is left on the connection, for a step of the route to take it as it comes. */
    public void setStreamed(boolean streamed) {
        this.streamed = streamed;
    }

    /** {@return the server that takes the path} */
    HttpHost host() {
        return HttpHost.of(getCamelContext(), component().getRouter());
    }

    private LlmHttpComponent component() {
        return (LlmHttpComponent) getComponent();
    }

    ExecutorService workers() {
        return component().workers();
    }

    Duration grace() {
        return component().getGrace();
    }

    /** Removes the path from the server when all routes have stopped. */
    void removeLast(Runnable removal) {
        component().removeLast(removal);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        LlmHttpConsumer consumer = new LlmHttpConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("llm-http: endpoints are only consumed from");
    }
}
