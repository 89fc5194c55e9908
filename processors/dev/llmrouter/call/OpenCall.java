package dev.llmrouter.call;

import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.llm.LlmRequests;
import java.time.Clock;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Begins the call of a request, under the id that its channel gave it, or else the exchange's. */
public final class OpenCall implements Processor {

    private final boolean isRehearsal;
    private final Function<Exchange, Permissions> permissions;
    private final Clock clock;

    /**
     * Opens calls.
     *
     * @param isRehearsal for those that only want to know who would answer
     * @param permissions what the call of an exchange may do, asked when its targets are chosen
     * @param clock what conditions go by
     */
    public OpenCall(boolean isRehearsal, Function<Exchange, Permissions> permissions, Clock clock) {
        this.isRehearsal = isRehearsal;
        this.permissions = permissions;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        Object id = exchange.getMessage().getHeader(LlmHeaders.CALL_ID);
        String known = id == null ? exchange.getExchangeId() : id.toString();
        Origin origin = Origin.of(exchange.getMessage(), clock);
        Call call = new Call(known, LlmRequests.of(exchange, false), caller(exchange), origin, isRehearsal);
        call.access().permit(() -> permissions.apply(exchange));
        exchange.setVariable(Call.VARIABLE, call);
    }

    /** Where no channel says who it is, the headers of the message are the caller's. */
    private static Caller caller(Exchange exchange) {
        Caller known = exchange.getProperty(Caller.PROPERTY, Caller.class);
        return known != null ? known : new MessageCaller(exchange.getIn());
    }
}
