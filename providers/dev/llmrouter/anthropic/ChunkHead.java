package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.wire.Json;

/** What a chat completion, or a chunk of one, says of itself before its choices. */
final class ChunkHead {

    private ChunkHead() {}

    static ObjectNode write(JsonNode message, String object) {
        return Json.MAPPER
                .createObjectNode()
                .put("id", message.path("id").asText("msg"))
                .put("object", object)
                .put("created", System.currentTimeMillis() / 1000)
                .put("model", message.path("model").asText(""));
    }
}
