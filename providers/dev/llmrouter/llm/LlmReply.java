package dev.llmrouter.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.llmrouter.openai.ChatResponseReader;
import dev.llmrouter.openai.ChatResponseWriter;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.Operation;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model answered: a whole reply, kept in the form it came in and read in the other one on demand, or a stream.
 * Thread-safe, but for the stream.
 */
public final class LlmReply {

    private final Operation operation;
    private final @Nullable Buffer body;
    private final @Nullable ChatResponse response;
    private final @Nullable LlmStream stream;
    private final @Nullable Usage usage;
    private final Map<String, String> headers;
    private final Dropped dropped;

    private LlmReply(
            Operation operation,
            @Nullable Buffer body,
            @Nullable ChatResponse response,
            @Nullable LlmStream stream,
            @Nullable Usage usage,
            Map<String, String> headers,
            Dropped dropped) {
        this.operation = operation;
        this.body = body;
        this.response = response;
        this.stream = stream;
        this.usage = usage;
        this.headers = headers;
        this.dropped = dropped;
    }

    /**
     * {@return a whole reply in a provider's own words}
     *
     * @param operation what was asked, and with that the dialect of the reply
     * @param headers those of the provider's headers that its caller may see; {@code content-type} where it is not JSON
     */
    public static LlmReply whole(Operation operation, Buffer body, Usage usage, Map<String, String> headers) {
        return new LlmReply(operation, body, null, null, usage, headers, Dropped.NOTHING);
    }

    /** {@return a whole reply as LangChain4j gave it} */
    public static LlmReply whole(ChatResponse response, Usage usage) {
        return new LlmReply(Operation.CHAT, null, response, null, usage, Map.of(), Dropped.NOTHING);
    }

    /**
     * {@return a reply that is still arriving, in the dialect of that operation}
     *
     * @param headers likewise; {@code content-type} where it is not a stream of events
     */
    public static LlmReply live(Operation operation, LlmStream stream, Map<String, String> headers) {
        return new LlmReply(operation, null, null, stream, null, headers, Dropped.NOTHING);
    }

    /** {@return this reply to a request that was not carried to the model whole} */
    public LlmReply withDropped(Dropped lost) {
        return lost.isNothing() ? this : new LlmReply(operation, body, response, stream, usage, headers, lost);
    }

    /** {@return this whole reply with another body, in the same dialect} */
    public LlmReply with(Buffer other) {
        return new LlmReply(operation, other, null, null, usage, headers, dropped);
    }

    /** {@return this reply with another stream, in the same dialect} */
    public LlmReply with(LlmStream other) {
        return new LlmReply(operation, null, null, other, null, headers, dropped);
    }

    /** {@return the events of a stream that was {@link HeldReply held} back; null for any other reply} */
    public @Nullable Buffer heldEvents() {
        return stream instanceof WholeStream whole ? whole.events() : null;
    }

    /** {@return what of the request the model that answered was not told} */
    public Dropped dropped() {
        return dropped;
    }

    /** {@return in which dialect the reply is; LangChain4j's counts as chat completions} */
    public Operation operation() {
        return operation;
    }

    /** {@return a whole reply in the provider's own bytes; null for a stream, and for LangChain4j's form} */
    public @Nullable Buffer body() {
        return body;
    }

    /** {@return the stream, or null for a whole reply} */
    public @Nullable LlmStream stream() {
        return stream;
    }

    /** {@return the tokens; of a stream, once it has ended} */
    public Usage usage() {
        return stream != null ? stream.usage() : usage == null ? Usage.NONE : usage;
    }

    /** {@return why a stream broke off; null where it did not, or has not ended} */
    public @Nullable Failure failure() {
        return stream == null ? null : stream.failure();
    }

    /** {@return those of the provider's headers that its caller may see, names in lower case} */
    public Map<String, String> headers() {
        return headers;
    }

    /**
     * {@return the whole reply as a chat completion in OpenAI's format}
     *
     * @param id for a reply that came without one
     * @param model likewise
     */
    public Buffer json(String id, String model) {
        if (body != null) {
            checkChat();
            return body;
        }
        return Buffer.buffer(ChatResponseWriter.write(whole(), id, model, System.currentTimeMillis() / 1000));
    }

    /** {@return the whole reply as LangChain4j has it; of several choices the first} */
    public ChatResponse response() {
        if (body == null) {
            return whole();
        }
        checkChat();
        return ChatResponseReader.read(tree(body));
    }

    private void checkChat() {
        if (operation != Operation.CHAT) {
            throw new IllegalStateException("this reply is in the dialect of " + operation.path());
        }
    }

    private ChatResponse whole() {
        if (response == null) {
            throw new IllegalStateException("this reply is a stream");
        }
        return response;
    }

    private static JsonNode tree(Buffer json) {
        try {
            return Json.MAPPER.readTree(json.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("a reply was passed on that is not JSON", e);
        }
    }

    /** {@return the text of a whole reply; empty where it has none} */
    public String text() {
        String text = response().aiMessage().text();
        return text == null ? "" : text;
    }

    @Override
    public String toString() {
        return stream != null ? "LlmReply[stream]" : "LlmReply[" + usage + "]";
    }
}
