package dev.llmrouter.http;

import dev.llmrouter.call.StreamTerms;
import dev.llmrouter.call.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

/** {@code llm-http:PATH}: takes requests over HTTP from a host, or the Vert.x router that {@code platform-http} shares. */
@Component("llm-http")
public final class LlmHttpComponent extends DefaultComponent {

    private static final Duration GRACE_IN_KUBERNETES = Duration.ofSeconds(5);

    @Metadata(
            description =
                    "For how long requests are still taken when the context is being stopped, since load balancers"
                            + " hear of it late; by default 5s in a pod of Kubernetes, and 0s elsewhere")
    private Duration grace = System.getenv("KUBERNETES_SERVICE_HOST") == null ? Duration.ZERO : GRACE_IN_KUBERNETES;

    private final List<Runnable> removedLast = new ArrayList<>();
    private @Nullable ExecutorService workers;
    private StreamTerms streamTerms = StreamTerms.DEFAULT;
    private @Nullable String router;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        LlmHttpEndpoint endpoint = new LlmHttpEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** {@return for how long requests are still taken when the context is being stopped} */
    public Duration getGrace() {
        return grace;
    }

    /** For how long requests are still taken when the context is being stopped. */
    public void setGrace(Duration grace) {
        this.grace = grace;
    }

    synchronized void removeLast(Runnable removal) {
        removedLast.add(removal);
    }

    /** {@return the name in the registry of the Vert.x router that takes the paths; null for that of the host's main server} */
    public @Nullable String getRouter() {
        return router;
    }

    /** The name in the registry of the Vert.x router that takes the paths. */
    public void setRouter(@Nullable String router) {
        this.router = router;
    }

    /** {@return what callers of streams are told while nothing comes, and how long they may take} */
    public StreamTerms getStreamTerms() {
        return streamTerms;
    }

    /** What callers of streams are told while nothing comes, and how long they may take. */
    public void setStreamTerms(StreamTerms streamTerms) {
        this.streamTerms = streamTerms;
    }

    /** {@return what calls run on: all endpoints share it} */
    synchronized ExecutorService workers() {
        if (workers == null) {
            workers = Workers.create(getCamelContext(), "llm-http", ThreadPoolRejectedPolicy.Abort);
        }
        return workers;
    }

    @Override
    protected void doShutdown() throws Exception {
        super.doShutdown();
        synchronized (this) {
            removedLast.forEach(Runnable::run);
            removedLast.clear();
        }
        if (workers != null) {
            getCamelContext().getExecutorServiceManager().shutdownNow(workers);
            workers = null;
        }
    }
}
