package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The {@code reasoning_details} of one reply, as OpenRouter describes them: pieces with the same {@code index} are one
 * block, whose texts add up. Not thread-safe.
 */
final class ThoughtDetails {

    /** What comes in pieces; of everything else the last word counts. */
    private static final Set<String> GROWING = Set.of("text", "summary", "data");

    private final Map<String, ObjectNode> blocks = new LinkedHashMap<>();

    /** Adds a block, or a piece of one. */
    void add(JsonNode piece) {
        if (!piece.isObject()) {
            return;
        }
        JsonNode index = piece.path("index");
        String key = index.isNumber() ? index.asText() : "unnumbered " + blocks.size();
        ObjectNode block = blocks.computeIfAbsent(key, first -> JsonNodeFactory.instance.objectNode());
        piece.properties().forEach(field -> add(block, field.getKey(), field.getValue()));
    }

    private static void add(ObjectNode block, String name, JsonNode value) {
        if (value.isNull()) {
            return;
        }
        if (GROWING.contains(name)) {
            block.put(name, block.path(name).asText() + value.asText());
        } else {
            block.set(name, value);
        }
    }

    /** {@return whether there is anything in them that the shown text does not hold} */
    boolean areSealed() {
        return blocks.values().stream().anyMatch(block -> block.has("signature") || block.has("data"));
    }

    /** {@return the blocks in their order} */
    ArrayNode json() {
        return JsonNodeFactory.instance.arrayNode().addAll(blocks.values());
    }
}
