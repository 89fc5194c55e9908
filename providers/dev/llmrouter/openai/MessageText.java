package dev.llmrouter.openai;

import com.fasterxml.jackson.databind.JsonNode;

/** The text of a chat message: OpenAI gives a string, some servers a list of parts. */
public final class MessageText {

    private MessageText() {}

    /** {@return the text; empty where there is none} */
    public static String of(JsonNode content) {
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
