package dev.llmrouter.held;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.HeldCalls;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.wire.Json;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Answers which calls are held and why, the first {@code limit} (100) of each kind; what they say only where {@code body} is
 * {@code true}.
 */
public final class TellHeld implements Processor {

    private final List<HeldCalls> all;

    /** Of all of those. */
    public TellHeld(List<HeldCalls> all) {
        this.all = List.copyOf(all);
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
        exchange.getMessage().setBody(tell(Integer.parseInt(limit), withBody), JsonNode.class);
    }

    private ObjectNode tell(int limit, boolean withBody) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        ArrayNode held = json.putArray("held");
        int count = 0;
        for (HeldCalls calls : all) {
            HeldCalls.Some some = calls.list(limit, withBody);
            some.first().forEach(one -> describe(one, held.addObject()));
            count += some.count();
        }
        return json.put("count", count);
    }

    private static void describe(HeldCalls.One one, ObjectNode json) {
        json.put("id", one.id());
        json.put("kind", one.kind());
        json.put("reason", one.reason());
        json.put("since", one.since().toString());
        json.put("tenant", one.tenant());
        json.put(one.kind(), one.name());
        json.put("bytes", one.bytes());
        if (one.body() != null) {
            json.put("body", one.body());
        }
    }
}
