package dev.llmrouter.mistral;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.provider.JsonCalls;
import dev.llmrouter.wire.EventCutter;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Puts Mistral's replies in the shape that OpenAI's clients insist on: a content that is a list of thoughts and texts
 * (docs.mistral.ai, reasoning) is taken apart into a text and {@code reasoning_content}, and what is left out there and
 * required here is added.
 */
final class MistralReplies {

    /** What of a stream is not in OpenAI's shape; within a text, the quotes would be escaped. */
    private static final Pattern OTHER = Pattern.compile("\"(content|tool_calls)\"\\s*:\\s*\\[|\"model_length\"");

    private MistralReplies() {}

    /** {@return a whole reply in OpenAI's shape} */
    static Buffer whole(Buffer reply) {
        JsonNode tree = JsonCalls.treeOrMissing(reply.getBytes());
        return tree.isObject() ? Buffer.buffer(shaped(tree).toString()) : reply;
    }

    /** {@return a whole reply, or a chunk of one, in OpenAI's shape; changed in place} */
    static JsonNode shaped(JsonNode reply) {
        for (JsonNode choice : reply.path("choices")) {
            if (choice instanceof ObjectNode one) {
                shapeChoice(one);
            }
        }
        return reply;
    }

    private static void shapeChoice(ObjectNode choice) {
        if (choice.path("finish_reason").asText().equals("model_length")) {
            choice.put("finish_reason", "length");
        }
        if (choice.path("delta") instanceof ObjectNode delta) {
            shape(delta);
        } else if (choice.path("message") instanceof ObjectNode message) {
            shape(message);
            putNull(message, "refusal");
            putNull(choice, "logprobs");
        }
    }

    private static void putNull(ObjectNode json, String field) {
        if (!json.has(field)) {
            json.putNull(field);
        }
    }

    /** {@return events in OpenAI's shape; those that have it already as they are} */
    static Buffer events(Buffer events) {
        if (!isOther(events.toString(StandardCharsets.UTF_8))) {
            return events;
        }
        byte[] bytes = events.getBytes();
        Buffer shaped = Buffer.buffer(bytes.length);
        for (int at = 0; at < bytes.length; ) {
            int end = EventCutter.end(bytes, at);
            int next = end < 0 ? bytes.length : end;
            EventCutter.Data data = EventCutter.data(bytes, at, next);
            if (data == null || !isOther(data.text())) {
                shaped.appendBytes(bytes, at, next - at);
            } else {
                shaped.appendString("data: ").appendString(chunk(data)).appendString("\n\n");
            }
            at = next;
        }
        return shaped;
    }

    private static boolean isOther(String json) {
        return OTHER.matcher(json).find();
    }

    private static String chunk(EventCutter.Data data) {
        JsonNode tree =
                JsonCalls.treeOrMissing(Arrays.copyOfRange(data.bytes(), data.from(), data.from() + data.length()));
        return tree.isObject() ? shaped(tree).toString() : data.text();
    }

    private static void shape(ObjectNode message) {
        if (message.path("content").isArray()) {
            takeApart(message);
        }
        for (JsonNode call : message.path("tool_calls")) {
            if (call instanceof ObjectNode unnamed && !call.hasNonNull("type")) {
                unnamed.put("type", "function");
            }
        }
    }

    private static void takeApart(ObjectNode message) {
        StringBuilder text = new StringBuilder();
        StringBuilder thought = new StringBuilder();
        for (JsonNode chunk : message.path("content")) {
            text.append(chunk.path("text").asText(""));
            chunk.path("thinking")
                    .forEach(part -> thought.append(part.path("text").asText("")));
        }
        message.put("content", text.toString());
        if (!thought.isEmpty()) {
            message.put("reasoning_content", thought.toString());
        }
    }
}
