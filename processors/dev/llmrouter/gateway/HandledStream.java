package dev.llmrouter.gateway;

import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.DetailedTokenUsage;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.provider.AssembledReply;
import dev.llmrouter.provider.ChatChunks;
import dev.llmrouter.wire.EventCutter;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import org.apache.camel.Exchange;

/** One streamed reply, told to LangChain4j's handler on the thread that asks, which may do in it what takes long. */
final class HandledStream {

    private final ChatWay way;
    private final StreamingChatResponseHandler handler;

    HandledStream(ChatWay way, StreamingChatResponseHandler handler) {
        this.way = way;
        this.handler = handler;
    }

    void ask(Exchange exchange) {
        Context loop = Objects.requireNonNull(
                exchange.getMessage().getBody(LlmRequest.class).context());
        way.ask(exchange);
        Exception thrown = exchange.getException();
        LlmStream stream = thrown == null ? exchange.getMessage().getBody(LlmReply.class).stream() : null;
        if (stream == null) {
            handler.onError(ModelExceptions.of(
                    thrown == null ? new IllegalStateException("a stream was answered with a whole reply") : thrown));
            return;
        }
        try (StreamReader reader = new StreamReader(stream, loop)) {
            hear(reader);
        } catch (RuntimeException e) {
            // the handler's own, or this thread was told to stop
            handler.onError(LlmException.failureIn(e) == null ? e : ModelExceptions.of(e));
        }
    }

    private void hear(StreamReader reader) {
        AssembledReply reply = new AssembledReply(handler);
        reply.from(new Handle(reader));
        ChatChunks chunks = new ChatChunks(reply);
        for (Buffer events = reader.next(); events != null; events = reader.next()) {
            EventCutter.forEach(events.getBytes(), (from, end, data) -> {
                if (data != null && !reader.isClosed()) {
                    chunks.read(data);
                }
            });
        }
        Failure broke = reader.failure();
        if (reader.isClosed()) {
            return;
        }
        if (broke == null) {
            reply.usage(counted(reader.usage()));
            reply.end();
        } else {
            handler.onError(ModelExceptions.of(broke.asException()));
        }
    }

    /** The events say it only where whoever asked wants them to. */
    private static DetailedTokenUsage counted(Usage usage) {
        return new DetailedTokenUsage(
                (int) usage.input(), (int) usage.output(), (int) usage.cached(), (int) usage.cacheWrite(), (int)
                        usage.reasoning());
    }

    /** Who cancels hears nothing more. */
    private record Handle(StreamReader reader) implements StreamingHandle {

        @Override
        public void cancel() {
            reader.close();
        }

        @Override
        public boolean isCancelled() {
            return reader.isClosed();
        }
    }
}
