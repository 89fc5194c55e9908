package dev.llmrouter.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import org.jspecify.annotations.Nullable;

/** What whole and streamed replies say alike: why they ended, what they used, what a call is called. */
final class ReplyWords {

    private ReplyWords() {}

    /** {@return OpenAI's word; a reason that is unknown or has none is {@code stop}, or {@code tool_calls} with calls} */
    static String finish(@Nullable FinishReason reason, boolean hasToolCalls) {
        if (reason == FinishReason.LENGTH) {
            return "length";
        }
        if (reason == FinishReason.CONTENT_FILTER) {
            return "content_filter";
        }
        return hasToolCalls || reason == FinishReason.TOOL_EXECUTION ? "tool_calls" : "stop";
    }

    static @Nullable FinishReason reason(@Nullable String word) {
        if (word == null) {
            return null;
        }
        return switch (word) {
            case "stop" -> FinishReason.STOP;
            case "length" -> FinishReason.LENGTH;
            case "tool_calls", "function_call" -> FinishReason.TOOL_EXECUTION;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.OTHER;
        };
    }

    static ObjectNode usage(TokenUsage counted) {
        DetailedTokenUsage usage = DetailedTokenUsage.of(counted);
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", usage.inputTokenCount())
                .put("completion_tokens", usage.outputTokenCount())
                .put("total_tokens", usage.inputTokenCount() + usage.outputTokenCount());
        if (usage.cached() != null) {
            json.withObject("/prompt_tokens_details").put("cached_tokens", usage.cached());
        }
        if (usage.cacheWrite() != null) {
            json.withObject("/prompt_tokens_details").put("cache_write_tokens", usage.cacheWrite());
        }
        if (usage.reasoning() != null) {
            json.putObject("completion_tokens_details").put("reasoning_tokens", usage.reasoning());
        }
        return json;
    }

    /** {@return the provider's id of a tool call, or one of its own in this reply: callers answer calls by id} */
    static String callId(@Nullable String given, String replyId, int index) {
        return given == null || given.isBlank() ? "call_" + replyId + "_" + index : given;
    }
}
