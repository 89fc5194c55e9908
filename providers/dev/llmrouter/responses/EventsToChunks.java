package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.ChatFormat;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts the events of one response as the chunks of a chat completion, each as it comes. Not thread-safe. */
final class EventsToChunks implements EventTranslator {

    private static final ChatFormat FORMAT = ChatFormat.of(true);

    private final ReplyWishes wishes;
    private final Supplier<@Nullable Failure> failure;
    private final ItemDeltas items;
    private ObjectNode head = ChatWords.head(Json.MAPPER.missingNode(), "chat.completion.chunk");
    private Buffer chunks = Buffer.buffer();
    private boolean isBegun;
    private boolean isSaid;
    private boolean isOver;

    EventsToChunks(ReplyWishes wishes, Supplier<@Nullable Failure> failure) {
        this.wishes = wishes;
        this.failure = failure;
        this.items = new ItemDeltas(wishes, this::said);
    }

    @Override
    public Buffer translate(Buffer events) {
        byte[] bytes = events.getBytes();
        EventCutter.forEach(bytes, (from, end, data) -> {
            if (data != null && !isOver) {
                read(tree(data));
            } else if (data == null && bytes[from] == ':') {
                // a comment keeps a quiet connection open
                chunks.appendBytes(bytes, from, end - from);
            }
        });
        Buffer written = chunks;
        chunks = Buffer.buffer();
        return written;
    }

    private static JsonNode tree(EventCutter.Data data) {
        try {
            return Json.MAPPER.readTree(data.bytes(), data.from(), data.length());
        } catch (IOException e) {
            return Json.MAPPER.missingNode();
        }
    }

    private void read(JsonNode event) {
        switch (event.path("type").asText("")) {
            case "response.created", "response.queued", "response.in_progress" -> begin(event.path("response"));
            case "response.completed", "response.incomplete" -> finish(event.path("response"));
            case "response.failed" -> broke(event.path("response").path("error"));
            case "error" -> broke(event.path("error").isObject() ? event.path("error") : event);
            default -> items.read(event);
        }
    }

    private void begin(JsonNode response) {
        if (!isBegun) {
            isBegun = true;
            head = ChatWords.head(response, "chat.completion.chunk");
            chunk(JsonNodeFactory.instance.objectNode().put("role", "assistant").put("content", ""), null);
        }
    }

    private void said(ObjectNode delta) {
        begin(Json.MAPPER.missingNode());
        isSaid = true;
        chunk(delta, null);
    }

    private void finish(JsonNode response) {
        isOver = true;
        begin(response);
        if (!isSaid) {
            // some servers have nothing to say before the end
            items.readWhole(response.path("output"));
        }
        chunk(JsonNodeFactory.instance.objectNode(), ChatWords.finish(response, items.hasCalls()));
        Usage usage = ResponsesUsage.read(response.path("usage"));
        if (wishes.usageWanted() && usage != null) {
            ObjectNode last = head.deepCopy();
            last.putArray("choices");
            last.set("usage", ResponsesUsage.toChat(usage));
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
