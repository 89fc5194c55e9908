package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Json;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one message, as Anthropic tells them: some at its start, all of the reply at its end, each count so far.
 * Its {@code input_tokens} are those that were neither read from the cache nor written to it. Not thread-safe.
 */
final class CountedTokens {

    private boolean isCounted;
    private long fresh;
    private long cached;
    private long cacheWrite;
    private long output;

    /** Takes a {@code usage} object, whose counts stand in place of those before; null for none. */
    void add(@Nullable JsonNode usage) {
        if (usage == null || !usage.isObject()) {
            return;
        }
        isCounted |= usage.path("input_tokens").isNumber()
                || usage.path("output_tokens").isNumber();
        fresh = usage.path("input_tokens").asLong(fresh);
        cached = usage.path("cache_read_input_tokens").asLong(cached);
        cacheWrite = usage.path("cache_creation_input_tokens").asLong(cacheWrite);
        output = usage.path("output_tokens").asLong(output);
    }

    /** {@return the tokens so far; null where none were told} */
    @Nullable
    Usage usage() {
        return isCounted ? new Usage(fresh + cached + cacheWrite, cached, cacheWrite, output, 0, false) : null;
    }

    /** {@return the tokens as the {@code usage} of a chat completion} */
    static ObjectNode toChat(Usage usage) {
        ObjectNode json = Json.MAPPER
                .createObjectNode()
                .put("prompt_tokens", usage.input())
                .put("completion_tokens", usage.output())
                .put("total_tokens", usage.input() + usage.output());
        json.putObject("prompt_tokens_details")
                .put("cached_tokens", usage.cached())
                .put("cache_write_tokens", usage.cacheWrite());
        return json;
    }

    /** {@return tokens in Anthropic's terms} */
    static ObjectNode of(Usage usage) {
        return fromChat(toChat(usage));
    }

    /** {@return the {@code usage} of a chat completion in Anthropic's terms; zeros where there is none} */
    static ObjectNode fromChat(JsonNode usage) {
        JsonNode details = usage.path("prompt_tokens_details");
        long cached = details.path("cached_tokens").asLong();
        long cacheWrite = details.path("cache_write_tokens").asLong();
        return Json.MAPPER
                .createObjectNode()
                .put("input_tokens", Math.max(0, usage.path("prompt_tokens").asLong() - cached - cacheWrite))
                .put("cache_creation_input_tokens", cacheWrite)
                .put("cache_read_input_tokens", cached)
                .put("output_tokens", usage.path("completion_tokens").asLong());
    }
}
