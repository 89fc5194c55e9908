package dev.llmrouter.anthropic;

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
    static final String SIGNATURE = "signature";
    static final String DATA = "data";

    private Thoughts() {}

    /** {@return the detail for a thought, or for a piece of one, with what signs it} */
    static ObjectNode text(String text, Signature signature, int index) {
        ObjectNode detail = detail("reasoning.text");
        if (!text.isEmpty()) {
            detail.put("text", text);
        }
        return signature.write(detail, SIGNATURE).put("index", index);
    }

    /** {@return the detail for a thought that only its provider can read} */
    static ObjectNode encrypted(Signature data, int index) {
        return data.write(detail("reasoning.encrypted"), DATA).put("index", index);
    }

    private static ObjectNode detail(String type) {
        return Json.MAPPER.createObjectNode().put("type", type);
    }

    /** {@return a list of that detail alone} */
    static ArrayNode only(ObjectNode detail) {
        return Json.MAPPER.createArrayNode().add(detail);
    }

    /** {@return the block for a thought} */
    static ObjectNode block(String thinking, String signature) {
        return Json.MAPPER
                .createObjectNode()
                .put("type", "thinking")
                .put("thinking", thinking)
                .put(SIGNATURE, signature);
    }

    /** {@return the block for a thought that only its provider can read} */
    static ObjectNode redacted(String data) {
        return Json.MAPPER.createObjectNode().put("type", "redacted_thinking").put(DATA, data);
    }
}
