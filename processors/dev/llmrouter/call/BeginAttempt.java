package dev.llmrouter.call;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Makes the request the message, as the target is to be asked it. */
public final class BeginAttempt implements Processor {

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        Stage stage = call.stage();
        exchange.getMessage().setBody(stage == null ? call.request() : stage.asking(call.request()));
    }
}
