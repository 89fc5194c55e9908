package dev.llmrouter.resume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.Usage;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The request for the rest of a reply: the same, and behind it what was said so far and the instruction to go on. Few
 * providers continue a message of the assistant's by themselves, and all of them follow the instruction.
 */
final class Continuation {

    private static final String INSTRUCTION =
            "Your last message was cut off. Continue it exactly where it ends: begin with the very next character, repeat"
                    + " nothing of it, and say nothing about having been interrupted.";

    private Continuation() {}

    /**
     * {@return the request for the rest; null where a rest makes no sense, as with several replies or with JSON}
     *
     * @param used what was used for what was said so far
     */
    static @Nullable OpenAiRequest of(OpenAiRequest original, String said, Usage used) {
        if (!(original.tree() instanceof ObjectNode tree) || !isForText(tree)) {
            return null;
        }
        ObjectNode rest = tree.deepCopy();
        rest.withArray("messages").addObject().put("role", "assistant").put("content", said);
        rest.withArray("messages").addObject().put("role", "user").put("content", INSTRUCTION);
        for (String limit : new String[] {"max_tokens", "max_completion_tokens"}) {
            if (rest.path(limit).isIntegralNumber()) {
                rest.put(limit, Math.max(1, rest.path(limit).asLong() - used.output()));
            }
        }
        byte[] json = rest.toString().getBytes(StandardCharsets.UTF_8);
        return original.isTranslated() ? OpenAiRequest.translated(json) : OpenAiRequest.read(json);
    }

    private static boolean isForText(ObjectNode tree) {
        JsonNode modalities = tree.path("modalities");
        return tree.path("messages").isArray()
                && tree.path("n").asInt(1) <= 1
                && tree.at("/response_format/type").asText("text").equals("text")
                && (modalities.isEmpty() || modalities.toString().equals("[\"text\"]"));
    }
}
