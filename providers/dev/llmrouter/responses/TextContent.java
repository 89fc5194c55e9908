package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;

/** The text of a chat message: OpenAI gives a string, some servers a list of parts. */
final class TextContent {

    private TextContent() {}

    /** {@return the text; empty where there is none} */
    static String of(JsonNode content) {
        if (!content.isArray()) {
            return content.isTextual() ? content.textValue() : "";
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (part.path("type").asText("text").equals("text")) {
                text.append(part.path("text").asText());
            }
        }
        return text.toString();
    }
}
