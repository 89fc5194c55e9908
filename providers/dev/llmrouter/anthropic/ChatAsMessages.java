package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import dev.llmrouter.wire.WireFormat;
import dev.llmrouter.wire.WireRequest;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A chat completion as a request to Anthropic's Messages, and what puts the reply back into a chat completion.
 * Immutable and thread-safe.
 */
public final class ChatAsMessages implements WireRequest {

    private final OpenAiRequest chat;
    private final ObjectNode body;
    private final ReplyWishes wishes;
    private final List<String> dropped;

    private ChatAsMessages(OpenAiRequest chat, RequestToMessages translated) {
        this.chat = chat;
        this.body = translated.body();
        this.wishes = translated.wishes();
        this.dropped = List.copyOf(translated.dropped());
    }

    /**
     * {@return the request in Anthropic's form}
     *
     * @throws dev.llmrouter.outcome.LlmException of class BAD_REQUEST where a value has the wrong shape, and of class
     *     UNSUPPORTED where Anthropic's models can't be sent it; both name the place
     */
    public static ChatAsMessages of(OpenAiRequest chat, StructuredOutput structured) {
        return new ChatAsMessages(chat, RequestToMessages.translate(chat, structured));
    }

    /** {@return the paths of what Anthropic's form can't hold, in OpenAI's notation; empty when nothing was lost} */
    public List<String> dropped() {
        return dropped;
    }

    @Override
    public Operation operation() {
        return Operation.MESSAGES;
    }

    @Override
    public String model() {
        return chat.model();
    }

    @Override
    public boolean stream() {
        return chat.stream();
    }

    @Override
    public int length() {
        return chat.length();
    }

    @Override
    public Buffer forModel(String providerModel) {
        ObjectNode named = Json.MAPPER.createObjectNode().put("model", providerModel);
        return Buffer.buffer(named.setAll(body).toString());
    }

    @Override
    public WireFormat format() {
        return MessagesFormat.FORMAT;
    }

    /** {@return a whole message as a chat completion, both JSON in UTF-8} */
    public Buffer toCompletion(byte[] message) {
        return MessageToCompletion.translate(message, wishes);
    }

    /**
     * {@return what puts the events of one message as the chunks of a chat completion}
     *
     * @param failure why the stream broke off, for when it has
     */
    public EventTranslator toChunks(Supplier<@Nullable Failure> failure) {
        return new EventsToChunks(wishes, failure);
    }

    @Override
    public String toString() {
        return "ChatAsMessages[" + model() + ", " + length() + " bytes]";
    }
}
