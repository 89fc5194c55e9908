package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.outcome.Usage;
import org.jspecify.annotations.Nullable;

/** The tokens of a response: as in chat completions the details are part of what they detail, under other names. */
final class ResponsesUsage {

    private ResponsesUsage() {}

    /** {@return what a response says that it used, or null where it counts nothing} */
    static @Nullable Usage read(JsonNode usage) {
        if (!usage.path("input_tokens").isNumber()
                && !usage.path("output_tokens").isNumber()) {
            return null;
        }
        JsonNode input = usage.path("input_tokens_details");
        return new Usage(
                usage.path("input_tokens").asLong(),
                input.path("cached_tokens").asLong(),
                input.path("cache_write_tokens").asLong(),
                usage.path("output_tokens").asLong(),
                usage.path("output_tokens_details").path("reasoning_tokens").asLong(),
                false);
    }

    /** {@return the usage of a chat completion in a response's words} */
    static ObjectNode ofChat(JsonNode usage) {
        long input = usage.path("prompt_tokens").asLong();
        long output = usage.path("completion_tokens").asLong();
        JsonNode prompt = usage.path("prompt_tokens_details");
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("input_tokens", input);
        json.putObject("input_tokens_details")
                .put("cached_tokens", prompt.path("cached_tokens").asLong())
                .put("cache_write_tokens", prompt.path("cache_write_tokens").asLong());
        json.put("output_tokens", output)
                .putObject("output_tokens_details")
                .put(
                        "reasoning_tokens",
                        usage.path("completion_tokens_details")
                                .path("reasoning_tokens")
                                .asLong());
        return json.put("total_tokens", input + output);
    }

    /** {@return the tokens as the {@code usage} of a chat completion} */
    static ObjectNode toChat(Usage usage) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", usage.input())
                .put("completion_tokens", usage.output())
                .put("total_tokens", usage.input() + usage.output());
        json.putObject("prompt_tokens_details")
                .put("cached_tokens", usage.cached())
                .put("cache_write_tokens", usage.cacheWrite());
        json.putObject("completion_tokens_details").put("reasoning_tokens", usage.reasoning());
        return json;
    }
}
