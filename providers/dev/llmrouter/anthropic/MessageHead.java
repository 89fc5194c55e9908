package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.ThreadLocalRandom;

/** What a message says of itself before its content. */
final class MessageHead {

    private static final String PREFIX = "msg_";
    private static final String CHAT_PREFIX = "chatcmpl-";

    private MessageHead() {}

    /** {@return an id of Anthropic's form, made of the one that a completion or chunk has} */
    static String id(JsonNode completion) {
        String given = completion.path("id").asText("");
        if (given.isBlank()) {
            return PREFIX + Long.toHexString(ThreadLocalRandom.current().nextLong());
        }
        String bare = given.startsWith(CHAT_PREFIX) ? given.substring(CHAT_PREFIX.length()) : given;
        return bare.startsWith(PREFIX) ? bare : PREFIX + bare;
    }

    /** {@return an id for a call that came without one: callers answer calls by id} */
    static String callId(String messageId, int index) {
        return "toolu_" + messageId.substring(PREFIX.length()).replaceAll("[^A-Za-z0-9_-]", "_") + "_" + index;
    }

    static ObjectNode write(String id, JsonNode completion) {
        return EventWriter.event("message")
                .put("id", id)
                .put("role", "assistant")
                .put("model", completion.path("model").asText(""));
    }
}
