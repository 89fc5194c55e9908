package dev.llmrouter.mistral;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.provider.AssembledReply;
import dev.llmrouter.provider.JsonStream;

/** Reads the chunks of a streamed reply for callers in Java; Mistral sends a call of a tool in one piece. */
final class MistralStream implements JsonStream.Listener {

    private final AssembledReply reply;

    MistralStream(AssembledReply reply) {
        this.reply = reply;
    }

    @Override
    public void piece(JsonNode piece, StreamingHandle handle) {
        reply.from(handle);
        MistralReplies.shaped(piece);
        reply.named(piece.path("id").asText(null), piece.path("model").asText(null));
        JsonNode choice = piece.path("choices").path(0);
        JsonNode delta = choice.path("delta");
        reply.thought(delta.path("reasoning_content").asText(""));
        reply.text(delta.path("content").asText(""));
        for (JsonNode call : delta.path("tool_calls")) {
            JsonNode function = call.path("function");
            JsonNode arguments = function.path("arguments");
            reply.call(
                    call.path("id").asText(null),
                    function.path("name").asText(),
                    arguments.isObject() ? arguments.toString() : arguments.asText("{}"));
        }
        if (choice.path("finish_reason").isTextual()) {
            reply.finish(finish(choice.path("finish_reason").asText()));
        }
        JsonNode usage = piece.path("usage");
        if (usage.path("prompt_tokens").isNumber()) {
            reply.usage(new TokenUsage(
                    usage.path("prompt_tokens").asInt(),
                    usage.path("completion_tokens").asInt()));
        }
    }

    private static FinishReason finish(String word) {
        return switch (word) {
            case "stop" -> FinishReason.STOP;
            case "length" -> FinishReason.LENGTH;
            case "tool_calls" -> FinishReason.TOOL_EXECUTION;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.OTHER;
        };
    }

    @Override
    public void end() {
        reply.end();
    }

    @Override
    public void failed(Failure why) {
        reply.fail(why);
    }
}
