package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.llmrouter.wire.Json;

/** Joins the pieces of thoughts, as a caller may keep them from a stream, and leaves those out that nobody signed. */
final class SignedThoughts {

    private final ArrayNode blocks = Json.MAPPER.createArrayNode();
    private final StringBuilder text = new StringBuilder();
    private int index = -1;
    private boolean isAnyUnsigned;

    void add(JsonNode detail) {
        if (!Thoughts.isAnthropic(detail)) {
            isAnyUnsigned = true;
            return;
        }
        int next = detail.path("index").asInt(-1);
        if (next != index) {
            forget();
            index = next;
        }
        if (detail.path("data").isTextual()) {
            forget();
            blocks.add(Thoughts.redacted(detail.path("data").textValue()));
            return;
        }
        text.append(detail.path("text").asText(""));
        String signature = detail.path("signature").asText("");
        if (!signature.isEmpty()) {
            blocks.add(Thoughts.block(text.toString(), signature));
            text.setLength(0);
        }
    }

    private void forget() {
        isAnyUnsigned |= text.length() > 0;
        text.setLength(0);
    }

    /** {@return the blocks of thoughts that Anthropic takes} */
    ArrayNode blocks() {
        forget();
        return blocks;
    }

    boolean isAnyUnsigned() {
        return isAnyUnsigned;
    }
}
