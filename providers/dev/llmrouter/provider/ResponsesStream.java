package dev.llmrouter.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the events of a streamed response for callers in Java, by way of the chunks of a chat completion. */
final class ResponsesStream implements JsonStream.Listener {

    /** A piece may be half a character outside the basic plane, for which UTF-8 has no form. */
    private static final ObjectWriter ASCII = Json.MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

    private final EventTranslator toChunks;
    private final Function<JsonNode, Failure> failures;
    private final AssembledReply reply;
    private final ChatChunks chunks;

    /** {@code failures} reads what stands in a field {@code error}. */
    ResponsesStream(EventTranslator toChunks, Function<JsonNode, Failure> failures, AssembledReply reply) {
        this.toChunks = toChunks;
        this.failures = failures;
        this.reply = reply;
        this.chunks = new ChatChunks(reply);
    }

    @Override
    public void piece(JsonNode event, StreamingHandle handle) {
        LlmException failure = failure(event);
        if (failure != null) {
            throw failure;
        }
        reply.from(handle);
        Buffer translated = toChunks.translate(Buffer.buffer("data: " + text(event) + "\n\n"));
        EventCutter.forEach(translated.getBytes(), (from, end, data) -> {
            if (data != null && !data.isDone()) {
                chunks.read(data);
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

    @Override
    public void end() {
        reply.end();
    }

    @Override
    public void failed(Failure why) {
        reply.fail(why);
    }
}
