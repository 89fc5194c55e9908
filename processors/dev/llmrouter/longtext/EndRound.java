package dev.llmrouter.longtext;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Makes what was said to the parts the prompt of the next round, or the last reply that of the call. */
public final class EndRound implements Processor {

    @Override
    public void process(Exchange exchange) throws Exception {
        LongText.of(exchange).endRound();
    }
}
