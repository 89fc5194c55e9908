package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import java.util.Locale;
import java.util.StringJoiner;

/** Puts what tools gave back as messages of their own. Those hold text only, so images go where the user speaks next. */
final class ToolResultToChat {

    private final BlocksToParts blocks;
    private final ArrayNode messages;
    private final ArrayNode behind;

    /** {@code messages} gets the results, {@code behind} what does not fit in there. */
    ToolResultToChat(BlocksToParts blocks, ArrayNode messages, ArrayNode behind) {
        this.blocks = blocks;
        this.messages = messages;
        this.behind = behind;
    }

    /** {@return whether the block is a result, which then is in the messages} */
    boolean takes(JsonAt block) {
        if (!block.at("type").text().equals("tool_result")) {
            return false;
        }
        String id = block.at("tool_use_id").filledText();
        String text = text(block.at("content"), id);
        ObjectNode message = messages.addObject()
                .put("role", "tool")
                .put("tool_call_id", id)
                .put("content", block.at("is_error").node().asBoolean() ? failed(text) : text);
        CacheMarker.copy(block, message);
        return true;
    }

    private static String failed(String text) {
        if (text.isBlank()) {
            return "Error";
        }
        return text.stripLeading().toLowerCase(Locale.ROOT).startsWith("error") ? text : "Error: " + text;
    }

    private String text(JsonAt content, String id) {
        if (content.isAbsent()) {
            return "";
        }
        if (content.node().isTextual()) {
            return content.text();
        }
        StringJoiner texts = new StringJoiner("\n");
        boolean isShown = false;
        for (JsonNode part : blocks.parts(content.items())) {
            if (part.path("text").isTextual()) {
                texts.add(part.path("text").textValue());
            } else {
                isShown = true;
                show(part, id);
            }
        }
        return isShown && texts.length() == 0 ? "The result is shown in the next message." : texts.toString();
    }

    private void show(JsonNode part, String id) {
        behind.addObject().put("type", "text").put("text", "Part of the result of the tool call " + id + ":");
        behind.add(part);
    }
}
