package dev.llmrouter.experiment;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Gives the place of a shadow back. */
public final class EndShadow implements Processor {

    @Override
    public void process(Exchange exchange) {
        ShadowRun.of(exchange).shadow().places().release();
    }
}
