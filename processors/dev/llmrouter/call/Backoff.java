package dev.llmrouter.call;

import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;

/** The Delayer's question: how long, in milliseconds, before the same target is asked again? */
public final class Backoff extends ExpressionAdapter {

    @Override
    public Object evaluate(Exchange exchange) {
        return Call.of(exchange).walk().pauseMillis();
    }
}
