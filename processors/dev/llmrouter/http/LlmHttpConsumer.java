package dev.llmrouter.http;

import dev.llmrouter.call.OverloadedException;
import dev.llmrouter.call.StreamTerms;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the requests of one path: has the body read, and runs the route on a worker. What can't be a
 * call, for its method, type or length, is answered before there is an exchange. While its route is suspended or the
 * context stops it ends what it has begun, streams too, and refuses what is new.
 */
final class LlmHttpConsumer extends DefaultConsumer implements ShutdownAware, Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(LlmHttpConsumer.class);

    private final LlmHttpEndpoint endpoint;
    private final InFlight inFlight = new InFlight();
    private volatile @Nullable Closing closing;
    private @Nullable Runnable removal;

    LlmHttpConsumer(LlmHttpEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        closing = null;
        removal = endpoint.host().serve(endpoint, this::receive);
    }

    /** Where the whole context stops it refuses to the very end, or else callers would see an unknown path. */
    @Override
    protected void doStop() throws Exception {
        closing = Closing.suspended();
        if (inFlight.end(Closing.STOPPED) > 0) {
            inFlight.await(Closing.LAST_WORDS);
        }
        Runnable remove = removal;
        removal = null;
        if (remove != null && isContextStopping()) {
            endpoint.removeLast(remove);
        } else if (remove != null) {
            remove.run();
        }
        super.doStop();
    }

    @Override
    protected void doSuspend() throws Exception {
        closing = isContextStopping()
                ? Closing.stopping(
                        endpoint.getCamelContext(),
                        endpoint.host().vertx(),
                        endpoint.grace(),
                        inFlight,
                        endpoint.getPath())
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

    private void receive(Peer peer) {
        if (isClosed()) {
            peer.lastOfConnection();
            peer.refuse(dialect(), Closing.refusal());
            return;
        }
        Refusal refusal = Admissible.refusal(peer, endpoint);
        if (refusal != null) {
            peer.refuse(dialect(), refusal);
        } else if (endpoint.isStreamed() && peer.method().equals("POST")) {
            // what is in the body comes when a step of the route wants it
            inFlight.arrives();
            begin(peer, Buffer.buffer(), peer.unread());
        } else {
            inFlight.arrives();
            peer.read(endpoint.getMaxBodyBytes(), dialect(), body -> begin(peer, body, null), inFlight::arrived);
        }
    }

    private void begin(Peer peer, Buffer body, @Nullable UnreadForm unread) {
        HttpExchange exchange = new HttpExchange(this, peer, body, unread);
        inFlight.enter(exchange);
        inFlight.arrived();
        try {
            workers().execute(exchange);
        } catch (RejectedExecutionException full) {
            exchange.refuse(isClosing() ? Closing.refusal() : Refusal.of(OverloadedException.noWorkers()));
        }
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
