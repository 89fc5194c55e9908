package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;

/** The text of a message or of a delta, which some servers give as parts. */
final class SaidText {

    private SaidText() {}

    /** {@return the text; empty where there is none} */
    static String of(JsonNode content) {
        if (!content.isArray()) {
            return content.isTextual() ? content.textValue() : "";
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText("")));
        return text.toString();
    }
}
