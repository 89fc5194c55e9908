package dev.llmrouter.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.outcome.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code usage} object in OpenAI's form, and what compatible servers make of it: DeepSeek and Moonshot tell of
 * cached tokens at the top, xAI leaves reasoning out of {@code completion_tokens}, and some write numbers as text.
 */
final class UsageReader {

    private UsageReader() {}

    /** {@return the usage; null where the object counts nothing} */
    static @Nullable Usage read(JsonNode usage) {
        Long prompt = count(usage.path("prompt_tokens"));
        Long completion = count(usage.path("completion_tokens"));
        if (prompt == null && completion == null) {
            return null;
        }
        long input = orZero(prompt);
        long reasoning = orZero(reasoning(usage));
        return new Usage(
                input,
                orZero(cached(usage)),
                orZero(cacheWrite(usage)),
                output(orZero(completion), reasoning, input, orZero(count(usage.path("total_tokens")))),
                reasoning,
                false);
    }

    /** {@return the same as LangChain4j's, with null for details that the server did not tell; null likewise} */
    static @Nullable DetailedTokenUsage detailed(JsonNode usage) {
        Usage read = read(usage);
        return read == null
                ? null
                : new DetailedTokenUsage(
                        (int) read.input(),
                        (int) read.output(),
                        cached(usage) == null ? null : (int) read.cached(),
                        cacheWrite(usage) == null ? null : (int) read.cacheWrite(),
                        reasoning(usage) == null ? null : (int) read.reasoning());
    }

    /** Reasoning that the total counts beside the reply's tokens, or that is more than they are, is no part of them. */
    private static long output(long completion, long reasoning, long input, long total) {
        boolean isApart = reasoning > completion || (reasoning > 0 && total == input + completion + reasoning);
        return isApart ? completion + reasoning : completion;
    }

    private static @Nullable Long cached(JsonNode usage) {
        Long told = count(usage.path("prompt_tokens_details").path("cached_tokens"));
        told = told == null ? count(usage.path("prompt_cache_hit_tokens")) : told;
        return told == null ? count(usage.path("cached_tokens")) : told;
    }

    private static @Nullable Long cacheWrite(JsonNode usage) {
        return count(usage.path("prompt_tokens_details").path("cache_write_tokens"));
    }

    private static @Nullable Long reasoning(JsonNode usage) {
        return count(usage.path("completion_tokens_details").path("reasoning_tokens"));
    }

    private static @Nullable Long count(JsonNode number) {
        if (number.isNumber()) {
            return bounded(number.asDouble());
        }
        try {
            return number.isTextual() ? bounded(Double.parseDouble(number.textValue())) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** More than any reply has; what is added to it fits an {@code int} still. */
    private static @Nullable Long bounded(double told) {
        return Double.isNaN(told) ? null : (long) Math.max(0, Math.min(told, 1e9));
    }

    private static long orZero(@Nullable Long count) {
        return count == null ? 0 : count;
    }
}
