package dev.llmrouter.component;

import dev.llmrouter.gateway.Gateway;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** Asks through the gateway, which it finds at the first message: the router may be installed behind its endpoints. */
final class LlmRouterProducer extends DefaultAsyncProducer {

    private final LlmRouterComponent component;
    private final Gateway.Terms terms;
    private volatile @Nullable Gateway gateway;

    LlmRouterProducer(LlmRouterEndpoint endpoint, LlmRouterComponent component, Gateway.Terms terms) {
        super(endpoint);
        this.component = component;
        this.terms = terms;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Gateway known = gateway;
        if (known == null) {
            try {
                known = new Gateway(component.way(), terms);
                gateway = known;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return failed(exchange, e, callback);
            } catch (Exception e) {
                return failed(exchange, e, callback);
            }
        }
        return known.process(exchange, callback);
    }

    private static boolean failed(Exchange exchange, Exception why, AsyncCallback callback) {
        exchange.setException(why);
        callback.done(true);
        return true;
    }
}
