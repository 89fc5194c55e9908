package dev.llmrouter.limit;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Gives back what a call took of its accounts and has not used, once its last byte is out or it has failed. */
public final class SettleLimits implements Processor {

    @Override
    public void process(Exchange exchange) {
        Taken taken = TakeLimits.of(exchange);
        if (taken != null) {
            taken.settle();
        }
    }
}
