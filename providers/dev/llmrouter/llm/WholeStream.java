package dev.llmrouter.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.outcome.Usage;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A stream all of whose events are there: they come in one piece. Not thread-safe. */
final class WholeStream implements LlmStream {

    private final Usage usage;
    private final Buffer events;
    private boolean isGiven;
    private boolean isPaused = true;
    private boolean isEnded;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;

    private WholeStream(Buffer events, Usage usage) {
        this.events = events;
        this.usage = usage;
    }

    /** {@return a stream of these events, the last one among them} */
    static WholeStream of(Buffer events, Usage usage) {
        return new WholeStream(events, usage);
    }

    /** {@return a stream of that chat completion, everything in one chunk; {@code isUsageWanted} says whether its reader sees the tokens} */
    static WholeStream of(JsonNode completion, Usage usage, boolean isUsageWanted) {
        JsonNode choice = completion.path("choices").path(0);
        ObjectNode delta = choice.path("message").deepCopy();
        int index = 0;
        for (JsonNode call : delta.path("tool_calls")) {
            ((ObjectNode) call).put("index", index++);
        }
        Buffer events = Buffer.buffer();
        ObjectNode chunk = chunk(completion);
        choice(chunk, delta).putNull("finish_reason");
        append(events, chunk);
        ObjectNode last = chunk(completion);
        choice(last, JsonNodeFactory.instance.objectNode()).set("finish_reason", choice.path("finish_reason"));
        append(events, last);
        if (isUsageWanted && completion.path("usage").isObject()) {
            ObjectNode counted = chunk(completion);
            counted.putArray("choices");
            append(events, counted.set("usage", completion.path("usage")));
        }
        return new WholeStream(events.appendString("data: [DONE]\n\n"), usage);
    }

    private static ObjectNode chunk(JsonNode completion) {
        ObjectNode chunk = JsonNodeFactory.instance.objectNode();
        chunk.set("id", completion.path("id"));
        chunk.put("object", "chat.completion.chunk");
        chunk.set("created", completion.path("created"));
        chunk.set("model", completion.path("model"));
        return chunk;
    }

    private static ObjectNode choice(ObjectNode chunk, ObjectNode delta) {
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        return choice.putNull("logprobs");
    }

    private static void append(Buffer events, JsonNode chunk) {
        events.appendString("data: ").appendString(chunk.toString()).appendString("\n\n");
    }

    private void flow() {
        if (isPaused || handler == null || isEnded) {
            return;
        }
        if (!isGiven) {
            isGiven = true;
            handler.handle(events);
        }
        if (!isPaused && endHandler != null && !isEnded) {
            isEnded = true;
            endHandler.handle(null);
        }
    }

    Buffer events() {
        return events;
    }

    /** There is nothing left that could be stopped. */
    @Override
    public void cancel() {}

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public @Nullable Failure failure() {
        return null;
    }

    @Override
    public WholeStream exceptionHandler(@Nullable Handler<Throwable> ignored) {
        return this;
    }

    @Override
    public WholeStream handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public WholeStream endHandler(@Nullable Handler<Void> endHandler) {
        this.endHandler = endHandler;
        return this;
    }

    @Override
    public WholeStream pause() {
        isPaused = true;
        return this;
    }

    @Override
    public WholeStream resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public WholeStream fetch(long amount) {
        isPaused = false;
        flow();
        return this;
    }
}
