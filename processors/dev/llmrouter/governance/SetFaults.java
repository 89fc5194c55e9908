package dev.llmrouter.governance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.fault.FaultRule;
import dev.llmrouter.fault.Faults;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Switches the faults on that the body names, and all others off, for attempts that begin from then on. */
public final class SetFaults implements Processor {

    private final Faults faults;
    private final Function<String, Map<String, FaultRule>> reader;

    /** {@code reader} reads a text as the configuration would, and throws with all that is wrong with it. */
    public SetFaults(Faults faults, Function<String, Map<String, FaultRule>> reader) {
        this.faults = faults;
        this.reader = reader;
    }

    @Override
    public void process(Exchange exchange) {
        faults.set(read(exchange.getMessage().getBody(JsonNode.class).toString()));
    }

    private Map<String, FaultRule> read(String json) {
        try {
            return reader.apply(json);
        } catch (RuntimeException e) {
            throw new RefusedException(400, String.valueOf(e.getMessage()), "invalid_request");
        }
    }
}
