package dev.llmrouter.scatter;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Waits for branches that the Recipient List is done with before they are, which is seldom: Camel may forget the last one. */
public final class AwaitBranches implements Processor {

    @Override
    public void process(Exchange exchange) throws InterruptedException {
        Scattering.of(exchange).awaitAll();
    }
}
