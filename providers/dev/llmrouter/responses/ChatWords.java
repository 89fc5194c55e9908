package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What whole and streamed chat completions that were responses say alike. */
final class ChatWords {

    private ChatWords() {}

    /** {@return what a chat completion, or a chunk of one, says of itself before its choices} */
    static ObjectNode head(JsonNode response, String object) {
        long created = response.path("created_at").asLong();
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", response.path("id").asText("resp"))
                .put("object", object)
                .put("created", created > 0 ? created : System.currentTimeMillis() / 1000)
                .put("model", response.path("model").asText(""));
    }

    /** {@return why a response ended, as the {@code finish_reason} of a chat completion} */
    static String finish(JsonNode response, boolean hasCalls) {
        String reason = response.path("incomplete_details").path("reason").asText("");
        if (reason.equals("content_filter")) {
            return reason;
        }
        if (!reason.isEmpty() || response.path("status").asText("").equals("incomplete")) {
            return "length";
        }
        return hasCalls ? "tool_calls" : "stop";
    }

    /** {@return what a reasoning item shows: its text where it has one, else its summary; empty for nothing} */
    static String shown(JsonNode item) {
        JsonNode text = item.path("content");
        StringJoiner shown = new StringJoiner("\n\n");
        for (JsonNode part : text.isArray() && !text.isEmpty() ? text : item.path("summary")) {
            shown.add(part.path("text").asText(""));
        }
        return shown.toString();
    }

    /** {@return the detail for a piece of what is shown} */
    static ObjectNode shown(String piece, int index) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "reasoning.text")
                .put("text", piece)
                .put("format", SealedThoughts.FORMAT)
                .put("index", index);
    }

    /** {@return the detail for what only the provider can read} */
    static ObjectNode sealed(JsonNode item, int index) {
        ObjectNode detail = JsonNodeFactory.instance
                .objectNode()
                .put("type", "reasoning.encrypted")
                .put("data", item.path("encrypted_content").asText(""))
                .put("format", SealedThoughts.FORMAT);
        if (item.path("id").isTextual()) {
            detail.put("id", item.path("id").textValue());
        }
        return detail.put("index", index);
    }

    static boolean isSealed(JsonNode item) {
        return !item.path("encrypted_content").asText("").isEmpty();
    }

    /**
     * {@return an annotation of a text as a chat completion has it; null for those it has no form for}
     *
     * @param before how many characters of the message's text come before that text
     */
    static @Nullable ObjectNode citation(JsonNode annotation, int before) {
        if (!annotation.path("type").asText("").equals("url_citation")
                || !annotation.path("url").isTextual()) {
            return null;
        }
        ObjectNode citation = JsonNodeFactory.instance.objectNode().put("type", "url_citation");
        citation.putObject("url_citation")
                .put("start_index", before + annotation.path("start_index").asInt())
                .put("end_index", before + annotation.path("end_index").asInt())
                .put("title", annotation.path("title").asText(""))
                .put("url", annotation.path("url").textValue());
        return citation;
    }

    /** {@return how many characters a text has, as citations count them} */
    static int length(CharSequence text) {
        return (int) text.codePoints().count();
    }
}
