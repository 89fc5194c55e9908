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
        Signature signature = Signature.of(detail, Thoughts.SIGNATURE);
        if (!signature.isAnthropics()) {
            isAnyUnsigned = true;
            return;
        }
        int next = detail.path("index").asInt(-1);
        if (next != index) {
            forget();
            index = next;
        }
        if (detail.path(Thoughts.DATA).isTextual()) {
            forget();
            blocks.add(Thoughts.redacted(detail.path(Thoughts.DATA).textValue()));
            return;
        }
        text.append(detail.path("text").asText(""));
        if (!signature.data().isEmpty()) {
            blocks.add(Thoughts.block(text.toString(), signature.data()));
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
