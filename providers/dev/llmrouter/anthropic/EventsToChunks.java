package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.ChatFormat;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import io.vertx.core.buffer.Buffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts the events of one message as the chunks of a chat completion, each as it comes. Not thread-safe. */
final class EventsToChunks implements EventTranslator {

    private static final ChatFormat FORMAT = ChatFormat.of(true);

    private final ReplyWishes wishes;
    private final Supplier<@Nullable Failure> failure;
    private final CountedTokens counted = new CountedTokens();
    private final DeltaReader deltas;
    private ObjectNode head = ChunkHead.write(Json.MAPPER.missingNode(), "chat.completion.chunk");
    private Buffer chunks = Buffer.buffer();
    private @Nullable String stopReason;
    private boolean isOver;

    EventsToChunks(ReplyWishes wishes, Supplier<@Nullable Failure> failure) {
        this.wishes = wishes;
        this.failure = failure;
        this.deltas = new DeltaReader(wishes, delta -> chunk(delta, null));
    }

    @Override
    public Buffer translate(Buffer events) {
        WholeEvents.each(events, this::read);
        Buffer written = chunks;
        chunks = Buffer.buffer();
        return written;
    }

    private void read(EventCutter.Data data) {
        JsonNode event = WholeEvents.tree(data);
        if (isOver) {
            return;
        }
        switch (event.path("type").asText("")) {
            case "message_start" -> start(event.path("message"));
            case "content_block_start" -> deltas.start(event.path("content_block"));
            case "content_block_delta" -> deltas.piece(event.path("delta"));
            case "content_block_stop" -> deltas.stop();
            case "message_delta" -> end(event);
            case "message_stop" -> finish();
            case "error" -> broke(event.path("error"));
            default -> {}
        }
    }

    private void start(JsonNode message) {
        head = ChunkHead.write(message, "chat.completion.chunk");
        counted.add(message.path("usage"));
        chunk(Json.MAPPER.createObjectNode().put("role", "assistant").put("content", ""), null);
    }

    private void end(JsonNode event) {
        counted.add(event.path("usage"));
        JsonNode reason = event.path("delta").path("stop_reason");
        if (reason.isTextual()) {
            stopReason = reason.textValue();
        }
    }

    private void finish() {
        isOver = true;
        String finish = StopReasons.toChat(stopReason == null ? "" : stopReason);
        boolean isReply = finish.equals("tool_calls") && !deltas.hasCalls();
        chunk(Json.MAPPER.createObjectNode(), isReply ? "stop" : finish);
        Usage usage = counted.usage();
        if (wishes.usageWanted() && usage != null) {
            ObjectNode last = head.deepCopy();
            last.putArray("choices");
            last.set("usage", CountedTokens.toChat(usage));
            write(last);
        }
        chunks.appendBuffer(FORMAT.end());
    }

    private void broke(JsonNode error) {
        isOver = true;
        Failure known = failure.get();
        chunks.appendBuffer(FORMAT.broken(
                known != null
                        ? known
                        : Failure.of(
                                FailureClass.SERVER_ERROR,
                                error.path("message").asText("The provider broke off with an error."))));
    }

    private void chunk(ObjectNode delta, @Nullable String finish) {
        ObjectNode chunk = head.deepCopy();
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("logprobs").put("finish_reason", finish);
        write(chunk);
    }

    private void write(ObjectNode chunk) {
        chunks.appendString("data: ").appendString(chunk.toString()).appendString("\n\n");
    }
}
