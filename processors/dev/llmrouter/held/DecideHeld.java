package dev.llmrouter.held;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.call.HeldCalls;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.wire.Json;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Decides on the call that {@code POST /admin/held/ID/release} or {@code /refuse} names. */
public final class DecideHeld implements Processor {

    private static final Pattern PATH = Pattern.compile("/admin/held/([^/]+)/(release|refuse)");

    private final List<HeldCalls> all;

    /** On all of those. */
    public DecideHeld(List<HeldCalls> all) {
        this.all = List.copyOf(all);
    }

    @Override
    public void process(Exchange exchange) {
        Matcher path = PATH.matcher(exchange.getMessage().getHeader(LlmHeaders.HTTP_PATH, "", String.class));
        if (!path.matches() || !decide(path.group(1), path.group(2).equals("release"))) {
            throw new RefusedException(
                    404,
                    "Nothing of that id is held. GET /admin/held lists all, and POST /admin/held/ID/release or"
                            + " /admin/held/ID/refuse decides on one.",
                    "hold_not_found");
        }
        exchange.getMessage()
                .setBody(
                        Json.MAPPER.createObjectNode().put("id", path.group(1)).put("decision", path.group(2)),
                        JsonNode.class);
    }

    private boolean decide(String id, boolean isReleased) {
        return all.stream().anyMatch(calls -> calls.decide(id, isReleased));
    }
}
