package dev.llmrouter.idempotency;

import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.spi.SynchronizationRouteAware;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * What is done with a message where it leaves the way of a prompt, before its own route goes on with it. Once: a message
 * that is sent again by an error handler of its route comes by here again.
 */
abstract class EndOfChat extends SynchronizationAdapter implements SynchronizationRouteAware {

    private static final String WAY = "chat";

    private boolean isOver;

    /** On any thread but an event loop. */
    abstract void leaves(Exchange exchange);

    @Override
    public SynchronizationRouteAware getRouteSynchronization() {
        return this;
    }

    @Override
    public void onBeforeRoute(Route route, Exchange exchange) {}

    @Override
    public void onAfterRoute(Route route, Exchange exchange) {
        if (WAY.equals(route.getRouteId())) {
            onDone(exchange);
        }
    }

    @Override
    public void onDone(Exchange exchange) {
        if (!isOver) {
            isOver = true;
            leaves(exchange);
        }
    }
}
