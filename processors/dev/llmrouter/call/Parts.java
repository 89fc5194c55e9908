package dev.llmrouter.call;

import com.fasterxml.jackson.databind.JsonNode;

/** The content of a message: a text, or parts of which some are text. */
final class Parts {

    private Parts() {}

    /** {@return the text of it, a line break between parts; what a tool returned is text as well} */
    static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        StringBuilder text = new StringBuilder();
        add(content, text);
        return text.toString();
    }

    /** The depth of a request is bounded, and so is this. */
    private static void add(JsonNode content, StringBuilder text) {
        if (content.isTextual()) {
            text.append(text.isEmpty() ? "" : "\n").append(content.textValue());
        } else if (content.isArray()) {
            content.forEach(part -> add(part, text));
        } else if (content.path("text").isTextual()) {
            add(content.path("text"), text);
        } else if (content.path("type").asText().equals("tool_result")) {
            add(content.path("content"), text);
        }
    }

    /** {@return whether tools speak here and nobody else, as Messages have it in a turn of the user} */
    static boolean areToolResults(JsonNode content) {
        if (!content.isArray() || content.isEmpty()) {
            return false;
        }
        for (JsonNode part : content) {
            if (!part.path("type").asText().equals("tool_result")) {
                return false;
            }
        }
        return true;
    }
}
