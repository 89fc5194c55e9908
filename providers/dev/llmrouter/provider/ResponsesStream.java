package dev.llmrouter.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.output.FinishReason;
import dev.llmrouter.openai.DetailedTokenUsage;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the events of a streamed response for callers in Java, by way of the chunks of a chat completion. */
final class ResponsesStream implements JsonStream.Listener {

    /** A piece may be half a character outside the basic plane, for which UTF-8 has no form. */
    private static final ObjectWriter ASCII = Json.MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

    private final EventTranslator toChunks;
    private final Function<JsonNode, Failure> failures;
    private final AssembledReply reply;
    private final Map<Integer, GrowingCall> calls = new TreeMap<>();

    /** A call of a tool, of which only the whole is told. */
    private record GrowingCall(String id, String name, StringBuilder arguments) {}

    /** {@code failures} reads what stands in a field {@code error}. */
    ResponsesStream(EventTranslator toChunks, Function<JsonNode, Failure> failures, AssembledReply reply) {
        this.toChunks = toChunks;
        this.failures = failures;
        this.reply = reply;
    }

    @Override
    public void piece(JsonNode event, StreamingHandle handle) {
        LlmException failure = failure(event);
        if (failure != null) {
            throw failure;
        }
        reply.from(handle);
        Buffer chunks = toChunks.translate(Buffer.buffer("data: " + text(event) + "\n\n"));
        EventCutter.forEach(chunks.getBytes(), (from, end, data) -> {
            if (data != null && !data.isDone()) {
                chunk(JsonCalls.treeOrMissing(
                        Arrays.copyOfRange(data.bytes(), data.from(), data.from() + data.length())));
            }
        });
    }

    private static String text(JsonNode event) {
        try {
            return ASCII.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable LlmException failure(JsonNode event) {
        return switch (event.path("type").asText("")) {
            case "error" -> failures.apply(wrapped(event)).asException();
            case "response.failed" -> failures.apply(event.path("response")).asException();
            default -> null;
        };
    }

    private static JsonNode wrapped(JsonNode error) {
        return JsonNodeFactory.instance.objectNode().set("error", error);
    }

    private void chunk(JsonNode chunk) {
        reply.named(chunk.path("id").asText(null), chunk.path("model").asText(null));
        JsonNode choice = chunk.path("choices").path(0);
        delta(choice.path("delta"));
        if (choice.path("finish_reason").isTextual()) {
            calls.values()
                    .forEach(call ->
                            reply.call(call.id(), call.name(), call.arguments().toString()));
            reply.finish(reason(choice.path("finish_reason").textValue()));
        }
        if (chunk.path("usage").isObject()) {
            reply.usage(usage(chunk.path("usage")));
        }
    }

    private void delta(JsonNode delta) {
        reply.thought(delta.path("reasoning_content").asText(""));
        // LangChain4j has no place for a refusal but the text
        reply.text(delta.path("content").asText("") + delta.path("refusal").asText(""));
        for (JsonNode detail : delta.path("reasoning_details")) {
            if (detail.path("data").isTextual()) {
                reply.signature(
                        detail.path("data").textValue(),
                        detail.path("format").asText(),
                        detail.path("id").asText(null));
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

    private static FinishReason reason(String word) {
        return switch (word) {
            case "length" -> FinishReason.LENGTH;
            case "tool_calls" -> FinishReason.TOOL_EXECUTION;
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

    @Override
    public void end() {
        reply.end();
    }

    @Override
    public void failed(Failure why) {
        reply.fail(why);
    }
}
