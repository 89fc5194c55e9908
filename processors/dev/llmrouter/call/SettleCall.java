package dev.llmrouter.call;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Gives back what the call still holds, once its last byte is out or it has failed. */
public final class SettleCall implements Processor {

    @Override
    public void process(Exchange exchange) {
        Call call = Call.find(exchange);
        if (call != null) {
            call.turn().end();
            call.branches().join(null);
            call.attempts().forEach(Attempt::settle);
        }
    }
}
