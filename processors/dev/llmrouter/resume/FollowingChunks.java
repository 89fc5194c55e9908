package dev.llmrouter.resume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.outcome.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the chunks of a second stream look like more of the first. Not thread-safe. */
final class FollowingChunks {

    /** What the chunks of one stream have in common. */
    private static final List<String> HEAD = List.of("id", "created", "model");

    /** The first stream has said who speaks; and what is thought behind a text that has begun, nobody expects. */
    private static final List<String> LEFT_OUT = List.of("role", "reasoning_content", "reasoning", "reasoning_details");

    private @Nullable JsonNode first;

    /** Takes what all chunks have in common from the first one. */
    void hear(JsonNode chunk) {
        if (first == null && chunk.has("id")) {
            first = chunk;
        }
    }

    /**
     * {@return the chunk as one of the first stream; null where nothing is left of it}
     *
     * @param before the tokens of all streams before
     */
    @Nullable
    JsonNode following(ObjectNode chunk, Usage before) {
        JsonNode head = first;
        if (head != null) {
            HEAD.stream().filter(head::has).forEach(name -> chunk.set(name, head.path(name)));
        }
        boolean isLeft = chunk.path("choices").isEmpty();
        for (JsonNode choice : chunk.path("choices")) {
            if (choice.path("delta") instanceof ObjectNode delta) {
                delta.remove(LEFT_OUT);
                isLeft |= saysSomething(delta);
            }
            isLeft |= choice.path("finish_reason").isTextual();
        }
        if (chunk.path("usage") instanceof ObjectNode usage) {
            add(usage, before);
            return chunk;
        }
        return isLeft ? chunk : null;
    }

    private static boolean saysSomething(ObjectNode delta) {
        for (JsonNode value : delta) {
            if (!value.isNull() && !(value.isTextual() && value.asText().isEmpty())) {
                return true;
            }
        }
        return false;
    }

    private static void add(ObjectNode usage, Usage before) {
        add(usage, "prompt_tokens", before.input());
        add(usage, "completion_tokens", before.output());
        add(usage, "total_tokens", before.input() + before.output());
    }

    private static void add(ObjectNode usage, String field, long more) {
        if (usage.path(field).isIntegralNumber()) {
            usage.put(field, usage.path(field).asLong() + more);
        }
    }
}
