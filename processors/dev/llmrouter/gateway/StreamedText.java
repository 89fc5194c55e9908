package dev.llmrouter.gateway;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.provider.AssembledReply;
import dev.llmrouter.provider.ChatChunks;
import dev.llmrouter.wire.EventCutter;
import io.vertx.core.buffer.Buffer;
import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;

/**
 * The text of a reply that is still arriving, piece by piece, as a Splitter takes it. A reply that breaks off ends with an
 * {@link dev.llmrouter.outcome.LlmException}, so that a half is never taken for a whole. Read by one thread.
 */
final class StreamedText implements Iterator<String>, Closeable {

    private final StreamReader reader;
    private final Queue<String> pieces = new ArrayDeque<>();
    private final ChatChunks chunks = new ChatChunks(new AssembledReply(new Heard()));

    StreamedText(StreamReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean hasNext() {
        while (pieces.isEmpty()) {
            Buffer events = reader.next();
            if (events == null) {
                Failure broke = reader.failure();
                if (broke != null) {
                    throw broke.asException();
                }
                return false;
            }
            EventCutter.forEach(events.getBytes(), (from, end, data) -> {
                if (data != null) {
                    chunks.read(data);
                }
            });
        }
        return true;
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return pieces.remove();
    }

    @Override
    public void close() {
        reader.close();
    }

    /** Only the pieces of the text count here. */
    private final class Heard implements StreamingChatResponseHandler {

        @Override
        public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
            pieces.add(partial.text());
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {}

        @Override
        public void onError(Throwable thrown) {}
    }
}
