package dev.llmrouter.http;

import dev.llmrouter.call.OverloadedException;
import dev.llmrouter.call.StreamTerms;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the requests of one path: reads the body on the event loop, and runs the route on a worker. What can't be a
 * call, for its method, type or length, is answered before there is an exchange. While its route is suspended or the
 * context stops it ends what it has begun, streams too, and refuses what is new.
 */
final class LlmHttpConsumer extends DefaultConsumer implements ShutdownAware, Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(LlmHttpConsumer.class);

    private final LlmHttpEndpoint endpoint;
    private final InFlight inFlight = new InFlight();
    private volatile @Nullable Closing closing;
    private @Nullable Route route;

    LlmHttpConsumer(LlmHttpEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        closing = null;
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

    /** Where the whole context stops it refuses to the very end, or else callers would see an unknown path. */
    @Override
    protected void doStop() throws Exception {
        closing = Closing.suspended();
        if (inFlight.end(Closing.STOPPED) > 0) {
            inFlight.await(Closing.LAST_WORDS);
        }
        Route added = route;
        route = null;
        if (added != null && isContextStopping()) {
            endpoint.removeLast(added);
        } else if (added != null) {
            added.remove();
        }
        super.doStop();
    }

    @Override
    protected void doSuspend() throws Exception {
        closing = isContextStopping()
                ? Closing.stopping(
                        endpoint.getCamelContext(), router().vertx(), endpoint.grace(), inFlight, endpoint.getPath())
                : Closing.suspended();
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        closing = null;
        super.doResume();
    }

    private boolean isContextStopping() {
        return endpoint.getCamelContext().isStopping();
    }

    /** Camel waits for it, suspended. */
    @Override
    public boolean deferShutdown(ShutdownRunningTask running) {
        return false;
    }

    /** As long as requests are taken, some may come. */
    @Override
    public int getPendingExchangesSize() {
        Closing end = closing;
        return endpoint.isAlwaysOpen() ? 0 : inFlight.size() + (end != null && end.isOpen() ? 1 : 0);
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {}

    /** {@return whether an answer is the last on its connection} */
    boolean isClosing() {
        return closing != null && isContextStopping();
    }

    InFlight inFlight() {
        return inFlight;
    }

    private boolean isClosed() {
        Closing end = closing;
        return end != null && !endpoint.isAlwaysOpen() && !end.isOpen();
    }

    private void receive(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (isClosed()) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            new Responder(request).refuse(dialect(), Closing.refusal());
            return;
        }
        Refusal refusal = Admissible.refusal(request, endpoint);
        if (refusal != null) {
            new Responder(request).refuse(dialect(), refusal);
        } else if (endpoint.isStreamed() && request.method().equals(HttpMethod.POST)) {
            inFlight.arrives();
            beginUnread(request);
        } else {
            inFlight.arrives();
            new BodyReader(request, endpoint.getMaxBodyBytes(), dialect())
                    .read(body -> begin(request, body), inFlight::arrived);
        }
    }

    /** What is in the body comes when a step of the route wants it. */
    private void beginUnread(HttpServerRequest request) {
        request.pause();
        begin(request, Buffer.buffer(), new UnreadForm(request));
    }

    private void begin(HttpServerRequest request, Buffer body) {
        begin(request, body, null);
    }

    private void begin(HttpServerRequest request, Buffer body, @Nullable UnreadForm unread) {
        HttpExchange exchange = new HttpExchange(this, request, body, unread);
        inFlight.enter(exchange);
        inFlight.arrived();
        try {
            workers().execute(exchange);
        } catch (RejectedExecutionException full) {
            exchange.refuse(isClosing() ? Closing.refusal() : Refusal.of(OverloadedException.noWorkers()));
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
