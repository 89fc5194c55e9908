package dev.llmrouter.openai;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import dev.llmrouter.wire.WireRequest;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A chat completion as a request in a provider's other dialect, and what puts the reply back into a chat completion.
 * Immutable and thread-safe.
 */
public interface ChatElsewhere extends WireRequest {

    /** {@return the paths of what that dialect can't hold, in OpenAI's notation; empty when nothing was lost} */
    List<String> dropped();

    /**
     * {@return a whole reply as a chat completion, both JSON in UTF-8}
     *
     * @throws dev.llmrouter.outcome.LlmException of class MALFORMED where it can't be read
     */
    Buffer toCompletion(byte[] reply);

    /**
     * {@return what puts the events of one reply as the chunks of a chat completion}
     *
     * @param failure why the stream broke off, for when it has
     */
    EventTranslator toChunks(Supplier<@Nullable Failure> failure);
}
