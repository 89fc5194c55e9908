package dev.llmrouter.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.provider.AssembledReply;
import dev.llmrouter.provider.JsonStream;
import org.jspecify.annotations.Nullable;

/** Reads what Ollama answers at {@code /api/chat}: a whole reply is one object, a stream is one in each line. */
final class OllamaReply implements JsonStream.Listener {

    private final AssembledReply reply;

    OllamaReply(AssembledReply reply) {
        this.reply = reply;
    }

    @Override
    public void piece(JsonNode piece, StreamingHandle handle) {
        reply.from(handle);
        read(piece, reply);
    }

    @Override
    public void end() {
        reply.end();
    }

    @Override
    public void failed(Failure why) {
        reply.fail(why);
    }

    /** {@return a whole reply} */
    static AssembledReply whole(JsonNode answer) {
        if (!answer.path("message").isObject()) {
            throw Failure.of(FailureClass.MALFORMED, "The provider's answer holds no reply.")
                    .asException();
        }
        AssembledReply reply = new AssembledReply();
        read(answer, reply);
        return reply;
    }

    private static void read(JsonNode answer, AssembledReply reply) {
        reply.named(null, text(answer, "model"));
        JsonNode message = answer.path("message");
        reply.thought(message.path("thinking").asText(""));
        reply.text(message.path("content").asText(""));
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            JsonNode arguments = function.path("arguments");
            reply.call(
                    text(call, "id"),
                    function.path("name").asText(),
                    arguments.isObject() ? arguments.toString() : arguments.asText("{}"));
        }
        if (answer.path("done").asBoolean()) {
            reply.finish(
                    answer.path("done_reason").asText().equals("length") ? FinishReason.LENGTH : FinishReason.STOP);
            count(answer, reply);
        }
    }

    /** A prompt that was all in the cache may not be counted. */
    private static void count(JsonNode answer, AssembledReply reply) {
        if (answer.path("eval_count").isNumber()) {
            reply.usage(new TokenUsage(
                    answer.path("prompt_eval_count").asInt(),
                    answer.path("eval_count").asInt()));
        }
    }

    private static @Nullable String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        return value.isTextual() ? value.textValue() : null;
    }
}
