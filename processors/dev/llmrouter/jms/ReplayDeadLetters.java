package dev.llmrouter.jms;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Sends dead letters again: those that {@code ids} lists, or all, {@code limit} (1000) at most; where {@code model} or
 * {@code policy} say so to another model, or ranked by another policy. Answers how many.
 */
public final class ReplayDeadLetters implements Processor {

    private static final int USUAL = 1000;
    private static final Set<String> KEYS = Set.of("ids", "limit", "model", "policy");

    private final DeadLetters letters;

    /** Those. */
    public ReplayDeadLetters(DeadLetters letters) {
        this.letters = letters;
    }

    @Override
    public void process(Exchange exchange) {
        JsonNode body = exchange.getMessage().getBody(JsonNode.class);
        body.fieldNames().forEachRemaining(key -> check(KEYS.contains(key), "'" + key + "' is not known here."));
        check(body.path("limit").isMissingNode() || body.path("limit").asInt() > 0, "'limit': expected a number.");
        int replayed =
                letters.replay(ids(body), body.path("limit").asInt(USUAL), text(body, "model"), text(body, "policy"));
        exchange.getMessage().setBody(Json.MAPPER.createObjectNode().put("replayed", replayed), JsonNode.class);
    }

    private static List<String> ids(JsonNode body) {
        JsonNode ids = body.path("ids");
        check(ids.isMissingNode() || (ids.isArray() && !ids.isEmpty()), "'ids': expected a list of ids.");
        List<String> all = new ArrayList<>();
        ids.forEach(id -> all.add(id.asText()));
        return all;
    }

    private static @Nullable String text(JsonNode body, String key) {
        JsonNode value = body.path(key);
        check(value.isMissingNode() || value.isTextual(), "'" + key + "': expected a name.");
        return value.isTextual() ? value.asText() : null;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new RefusedException(400, otherwise, "invalid_request");
        }
    }
}
