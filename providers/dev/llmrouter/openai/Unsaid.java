package dev.llmrouter.openai;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** What may be left out of a chat-completions request without a word, since the reply means the same without it. */
final class Unsaid {

    /** Transport, bookkeeping at the provider, and hints for its speed. */
    static final Set<String> HARMLESS = Set.of(
            "stream",
            "stream_options",
            "user",
            "metadata",
            "store",
            "service_tier",
            "parallel_tool_calls",
            "prediction",
            "prompt_cache_key",
            "prompt_cache_retention",
            "safety_identifier");

    /** What earlier replies brought along, and where a prompt may be cached. */
    private static final Set<String> OF_MESSAGES =
            Set.of("reasoning", "reasoning_content", "reasoning_details", "refusal", "annotations", "cache_control");

    /** What OpenAI takes a field for that is not there. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "n", "1", "logprobs", "false", "top_logprobs", "0", "frequency_penalty", "0", "presence_penalty", "0");

    private Unsaid() {}

    static boolean isHint(String name) {
        return HARMLESS.contains(name) || OF_MESSAGES.contains(name);
    }

    /** {@return whether the parser's current value of that field is null, nothing, or what would be taken anyway} */
    static boolean saysNothing(String name, JsonParser value) throws IOException {
        return switch (value.currentToken()) {
            case VALUE_NULL -> true;
            case VALUE_FALSE, VALUE_NUMBER_INT -> value.getText().equals(DEFAULTS.get(name));
            case VALUE_NUMBER_FLOAT -> value.getDoubleValue() == 0 && "0".equals(DEFAULTS.get(name));
            default -> false;
        };
    }
}
