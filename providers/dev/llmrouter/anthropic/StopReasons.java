package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Why a reply ended, in the words of both dialects. */
final class StopReasons {

    private StopReasons() {}

    /** {@return the {@code finish_reason} of a chat completion} */
    static String toChat(String reason) {
        return switch (reason) {
            case "max_tokens", "model_context_window_exceeded" -> "length";
            case "tool_use" -> "tool_calls";
            case "refusal" -> "content_filter";
            default -> "stop";
        };
    }

    /**
     * Writes {@code stop_reason} and {@code stop_sequence}.
     *
     * @param choice of a chat completion; vLLM names the stop sequence there that ended it
     * @param finish its {@code finish_reason}, which some servers leave at stop where tools are called
     */
    static void write(ObjectNode to, JsonNode choice, String finish, boolean hasCalls) {
        JsonNode sequence = choice.path("stop_reason");
        boolean isSequence = finish.equals("stop") && !hasCalls && sequence.isTextual();
        to.put("stop_reason", isSequence ? "stop_sequence" : fromChat(finish, hasCalls));
        to.put("stop_sequence", isSequence ? sequence.textValue() : null);
    }

    private static String fromChat(String finish, boolean hasCalls) {
        return switch (finish) {
            case "length" -> "max_tokens";
            case "content_filter" -> "refusal";
            case "tool_calls", "function_call" -> "tool_use";
            default -> hasCalls ? "tool_use" : "end_turn";
        };
    }
}
