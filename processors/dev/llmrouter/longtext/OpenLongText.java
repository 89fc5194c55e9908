package dev.llmrouter.longtext;

import dev.llmrouter.call.Call;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Cuts the text of a call that nobody holds into parts that every candidate does. */
public final class OpenLongText implements Processor {

    @Override
    public void process(Exchange exchange) {
        exchange.setVariable(LongText.VARIABLE, LongText.of(Call.of(exchange)));
    }
}
