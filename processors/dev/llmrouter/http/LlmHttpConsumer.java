package dev.llmrouter.http;

import dev.llmrouter.call.OverloadedException;
import dev.llmrouter.call.StreamTerms;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the requests of one path: reads the body on the event loop, and runs the route on a worker. What can't be a
 * call, for its method, type or length, is answered before there is an exchange.
 */
final class LlmHttpConsumer extends DefaultConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(LlmHttpConsumer.class);

    private final LlmHttpEndpoint endpoint;
    private @Nullable Route route;

    LlmHttpConsumer(LlmHttpEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Route added = router().route(endpoint.getPath());
        if (endpoint.isLast()) {
            added.last();
            router().errorHandler(400, context -> refuseUnreadable(context, 400));
            router().errorHandler(404, context -> refuseUnreadable(context, 404));
        }
        route = added.handler(this::receive);
    }

    private VertxPlatformHttpRouter router() {
        return getEndpoint().getCamelContext().getRegistry().findByType(VertxPlatformHttpRouter.class).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "llm-http: needs the HTTP server of platform-http: set camel.server.enabled = true with"
                                + " org.apache.camel:camel-platform-http-main on the class path"));
    }

    @Override
    protected void doStop() throws Exception {
        if (route != null) {
            route.remove();
            route = null;
        }
        super.doStop();
    }

    private void receive(RoutingContext context) {
        HttpServerRequest request = context.request();
        Refusal refusal = Admissible.refusal(request, endpoint);
        if (refusal != null) {
            new Responder(request).refuse(dialect(), refusal);
        } else {
            new BodyReader(request, endpoint.getMaxBodyBytes(), dialect()).read(body -> {
                HttpExchange exchange = new HttpExchange(this, request, body);
                try {
                    workers().execute(exchange);
                } catch (RejectedExecutionException full) {
                    exchange.refuse(Refusal.of(OverloadedException.noWorkers()));
                }
            });
        }
    }

    /** Vert.x Web itself gives up on a path such as {@code %zz}, and on one that does not begin with a slash. */
    private static void refuseUnreadable(RoutingContext context, int status) {
        new Responder(context.request())
                .refuse(Dialect.OPENAI, Refusal.of(status, "The path of the request can't be read.", "invalid_url"));
    }

    Dialect dialect() {
        return endpoint.getDialect();
    }

    StreamTerms streamTerms() {
        return endpoint.streamTerms();
    }

    ExecutorService workers() {
        return endpoint.workers();
    }

    void failed(String id, Throwable thrown) {
        LOG.error("call {} failed in the router itself", id, thrown);
    }
}
