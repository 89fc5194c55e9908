package dev.llmrouter.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.langchain4j.model.output.FinishReason;
import dev.llmrouter.openai.DetailedTokenUsage;
import dev.llmrouter.openai.Thoughts;
import dev.llmrouter.wire.EventCutter;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the chunks of a streamed chat completion into a reply in LangChain4j's form: its first choice, which is all that
 * form holds. Not thread-safe.
 */
public final class ChatChunks {

    private final AssembledReply reply;
    private final Map<Integer, GrowingCall> calls = new TreeMap<>();

    /** A call of a tool, of which only the whole is told. */
    private record GrowingCall(String id, String name, StringBuilder arguments) {}

    /** {@code reply} is told of every piece. */
    public ChatChunks(AssembledReply reply) {
        this.reply = reply;
    }

    /** Takes the data of one event; what is no chunk says nothing. A {@code [DONE]} ends a reply that did not say why. */
    public void read(EventCutter.Data data) {
        if (data.isDone()) {
            if (!reply.isFinished()) {
                finish(FinishReason.STOP);
            }
            return;
        }
        JsonNode chunk =
                JsonCalls.treeOrMissing(Arrays.copyOfRange(data.bytes(), data.from(), data.from() + data.length()));
        reply.named(chunk.path("id").asText(null), chunk.path("model").asText(null));
        JsonNode choice = first(chunk.path("choices"));
        delta(choice.path("delta"));
        if (choice.path("finish_reason").isTextual()) {
            finish(reason(choice.path("finish_reason").textValue()));
        }
        if (chunk.path("usage").isObject()) {
            reply.usage(usage(chunk.path("usage")));
        }
    }

    /** Of several choices each comes in chunks of its own. */
    private static JsonNode first(JsonNode choices) {
        for (JsonNode choice : choices) {
            if (choice.path("index").asInt() == 0) {
                return choice;
            }
        }
        return MissingNode.getInstance();
    }

    private void delta(JsonNode delta) {
        reply.thought(
                delta.path("reasoning_content").asText(delta.path("reasoning").asText("")));
        // LangChain4j has no place for a refusal but the text
        reply.text(delta.path("content").asText("") + delta.path("refusal").asText(""));
        for (Thoughts.Detail detail : Thoughts.read(delta.path("reasoning_details"))) {
            if (detail.signature() != null) {
                reply.signature(detail.signature(), detail.format(), detail.call());
            }
        }
        for (JsonNode call : delta.path("tool_calls")) {
            JsonNode function = call.path("function");
            calls.computeIfAbsent(
                            call.path("index").asInt(),
                            first -> new GrowingCall(
                                    call.path("id").asText(),
                                    function.path("name").asText(),
                                    new StringBuilder()))
                    .arguments()
                    .append(function.path("arguments").asText(""));
        }
    }

    private void finish(FinishReason reason) {
        calls.values()
                .forEach(call ->
                        reply.call(call.id(), call.name(), call.arguments().toString()));
        calls.clear();
        reply.finish(reason);
    }

    private static FinishReason reason(String word) {
        return switch (word) {
            case "length" -> FinishReason.LENGTH;
            case "tool_calls", "function_call" -> FinishReason.TOOL_EXECUTION;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.STOP;
        };
    }

    private static DetailedTokenUsage usage(JsonNode usage) {
        return new DetailedTokenUsage(
                usage.path("prompt_tokens").asInt(),
                usage.path("completion_tokens").asInt(),
                usage.at("/prompt_tokens_details/cached_tokens").asInt(),
                usage.at("/prompt_tokens_details/cache_write_tokens").asInt(),
                usage.at("/completion_tokens_details/reasoning_tokens").asInt());
    }
}
