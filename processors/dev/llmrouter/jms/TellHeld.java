package dev.llmrouter.jms;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.call.RefusedException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Answers which messages are held and why, the first {@code limit} (100) of them; what they say only where {@code body} is
 * {@code true}.
 */
public final class TellHeld implements Processor {

    private final HeldMessages held;

    /** Of those. */
    public TellHeld(HeldMessages held) {
        this.held = held;
    }

    @Override
    public void process(Exchange exchange) {
        @SuppressWarnings("unchecked")
        Map<String, List<String>> query = exchange.getMessage().getBody(Map.class);
        String limit = query.getOrDefault("limit", List.of("100")).get(0);
        if (!limit.matches("\\d{1,4}")) {
            throw new RefusedException(400, "'limit': expected a number up to 9999.", "invalid_request");
        }
        boolean withBody = query.getOrDefault("body", List.of("false")).get(0).equals("true");
        exchange.getMessage().setBody(held.list(Integer.parseInt(limit), withBody), JsonNode.class);
    }
}
