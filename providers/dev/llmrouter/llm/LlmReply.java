package dev.llmrouter.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.llmrouter.openai.ChatResponseReader;
import dev.llmrouter.openai.ChatResponseWriter;
import dev.llmrouter.openai.Json;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.outcome.Usage;
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

    private final @Nullable Buffer json;
    private final @Nullable ChatResponse response;
    private final @Nullable LlmStream stream;
    private final @Nullable Usage usage;
    private final Map<String, String> headers;

    private LlmReply(
            @Nullable Buffer json,
            @Nullable ChatResponse response,
            @Nullable LlmStream stream,
            @Nullable Usage usage,
            Map<String, String> headers) {
        this.json = json;
        this.response = response;
        this.stream = stream;
        this.usage = usage;
        this.headers = headers;
    }

    /**
     * {@return a whole reply in a provider's own words}
     *
     * @param json a chat completion in OpenAI's format
     * @param headers those of the provider's headers that its caller may see
     */
    public static LlmReply whole(Buffer json, Usage usage, Map<String, String> headers) {
        return new LlmReply(json, null, null, usage, headers);
    }

    /** {@return a whole reply as LangChain4j gave it} */
    public static LlmReply whole(ChatResponse response, Usage usage) {
        return new LlmReply(null, response, null, usage, Map.of());
    }

    /** {@return a reply that is still arriving} */
    public static LlmReply live(LlmStream stream, Map<String, String> headers) {
        return new LlmReply(null, null, stream, null, headers);
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
        if (json != null) {
            return json;
        }
        return Buffer.buffer(ChatResponseWriter.write(whole(), id, model, System.currentTimeMillis() / 1000));
    }

    /** {@return the whole reply as LangChain4j has it; of several choices the first} */
    public ChatResponse response() {
        return json == null ? whole() : ChatResponseReader.read(tree(json));
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
