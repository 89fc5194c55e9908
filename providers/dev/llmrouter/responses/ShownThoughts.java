package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What is to be shown of the thoughts in a reply. Servers write them as text, as {@code reasoning_details}, or as both,
 * and then the details say the same again. Not thread-safe; one per reply.
 */
final class ShownThoughts {

    private static final String[] NAMES = {"reasoning_content", "reasoning"};

    private boolean isPlain;

    /** {@return the text of the thoughts in a message or a piece of one; empty where there are none to show} */
    String in(JsonNode said) {
        String plain = plain(said);
        isPlain |= !plain.isEmpty();
        return isPlain ? plain : detailed(said.path("reasoning_details"));
    }

    private static String plain(JsonNode said) {
        for (String name : NAMES) {
            if (said.path(name).isTextual() && !said.path(name).asText().isEmpty()) {
                return said.path(name).asText();
            }
        }
        return "";
    }

    private static String detailed(JsonNode pieces) {
        StringBuilder shown = new StringBuilder();
        for (JsonNode piece : pieces) {
            shown.append(piece.path("text").asText())
                    .append(piece.path("summary").asText());
        }
        return shown.toString();
    }
}
