package dev.llmrouter.call;

import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.llm.LlmRequests;
import java.time.Clock;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Begins the call of a request, under the id that its channel gave it, or else the exchange's. */
public final class OpenCall implements Processor {

    private final boolean isRehearsal;
    private final Clock clock;

    /** Opens calls; {@code isRehearsal} for those that only want to know who would answer, {@code clock} for conditions. */
    public OpenCall(boolean isRehearsal, Clock clock) {
        this.isRehearsal = isRehearsal;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        Object id = exchange.getMessage().getHeader(LlmHeaders.CALL_ID);
        String known = id == null ? exchange.getExchangeId() : id.toString();
        Origin origin = Origin.of(exchange.getMessage(), clock);
        exchange.setVariable(
                Call.VARIABLE, new Call(known, LlmRequests.of(exchange, false), caller(exchange), origin, isRehearsal));
    }

    /** Where no channel says who it is, the headers of the message are the caller's. */
    private static Caller caller(Exchange exchange) {
        Caller known = exchange.getProperty(Caller.PROPERTY, Caller.class);
        return known != null ? known : name -> exchange.getIn().getHeader(name, String.class);
    }
}
