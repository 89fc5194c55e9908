package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.wire.Json;

/**
 * What a model thinks, as {@code reasoning_details} of OpenRouter's form and as blocks of Anthropic's. A block must come
 * back to Anthropic as it was, or its signature is not good.
 */
final class Thoughts {

    static final String DETAILS = "reasoning_details";
    static final String CONTENT = "reasoning_content";

    private static final String FORMAT = "anthropic-claude-v1";

    private Thoughts() {}

    /** {@return the detail for a piece of a thought} */
    static ObjectNode text(String text, int index) {
        return detail("reasoning.text", index).put("text", text);
    }

    /** {@return the detail that signs the pieces of the same index} */
    static ObjectNode signature(String signature, int index) {
        return detail("reasoning.text", index).put("signature", signature);
    }

    /** {@return the detail for a thought that only Anthropic can read} */
    static ObjectNode encrypted(JsonNode data, int index) {
        ObjectNode detail = detail("reasoning.encrypted", index);
        detail.set("data", data);
        return detail;
    }

    private static ObjectNode detail(String type, int index) {
        return Json.MAPPER
                .createObjectNode()
                .put("type", type)
                .put("format", FORMAT)
                .put("index", index);
    }

    /** {@return a list of that detail alone} */
    static ArrayNode only(ObjectNode detail) {
        return Json.MAPPER.createArrayNode().add(detail);
    }

    /** {@return whether Anthropic may have written it: signatures of others mean nothing there} */
    static boolean isAnthropic(JsonNode detail) {
        String format = detail.path("format").asText("");
        return format.isEmpty() || format.startsWith("anthropic");
    }

    /** {@return the block for a thought} */
    static ObjectNode block(String thinking, String signature) {
        return Json.MAPPER
                .createObjectNode()
                .put("type", "thinking")
                .put("thinking", thinking)
                .put("signature", signature);
    }

    /** {@return the block for a thought that only Anthropic can read} */
    static ObjectNode redacted(String data) {
        return Json.MAPPER.createObjectNode().put("type", "redacted_thinking").put("data", data);
    }
}
