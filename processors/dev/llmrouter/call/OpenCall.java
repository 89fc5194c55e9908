package dev.llmrouter.call;

import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.llm.LlmRequests;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Begins the call of a request, under the id that its channel gave it, or else the exchange's. */
public final class OpenCall implements Processor {

    @Override
    public void process(Exchange exchange) {
        Object id = exchange.getMessage().getHeader(LlmHeaders.CALL_ID);
        String known = id == null ? exchange.getExchangeId() : id.toString();
        exchange.setVariable(Call.VARIABLE, new Call(known, LlmRequests.of(exchange, false)));
    }
}
