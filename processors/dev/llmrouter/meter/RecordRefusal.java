package dev.llmrouter.meter;

import dev.llmrouter.call.Call;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Counts a request that did not become a call, since it could not be read. */
public final class RecordRefusal implements Processor {

    private final Meters meters;

    /** Where it is counted. */
    public RecordRefusal(Meters meters) {
        this.meters = meters;
    }

    @Override
    public void process(Exchange exchange) {
        if (Call.find(exchange) == null) {
            meters.call("unknown", "unknown", "invalid_request", false, 0);
        }
    }
}
