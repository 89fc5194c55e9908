package dev.llmrouter.http;

import dev.llmrouter.call.StreamTerms;
import dev.llmrouter.call.Workers;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

/** {@code llm-http:PATH}: takes requests over HTTP from the Vert.x router that {@code platform-http} shares. */
@Component("llm-http")
public final class LlmHttpComponent extends DefaultComponent {

    private @Nullable ExecutorService workers;
    private StreamTerms streamTerms = StreamTerms.DEFAULT;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        LlmHttpEndpoint endpoint = new LlmHttpEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
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
        if (workers != null) {
            getCamelContext().getExecutorServiceManager().shutdownNow(workers);
            workers = null;
        }
    }
}
