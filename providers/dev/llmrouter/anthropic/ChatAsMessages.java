package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.ChatElsewhere;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import dev.llmrouter.wire.WireFormat;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A chat completion as a request to Anthropic's Messages, and what puts the reply back into a chat completion.
 * Immutable and thread-safe.
 */
public final class ChatAsMessages implements ChatElsewhere {

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

    @Override
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

    @Override
    public Buffer toCompletion(byte[] message) {
        return MessageToCompletion.translate(message, wishes);
    }

    @Override
    public EventTranslator toChunks(Supplier<@Nullable Failure> failure) {
        return new EventsToChunks(wishes, failure);
    }

    @Override
    public String toString() {
        return "ChatAsMessages[" + model() + ", " + length() + " bytes]";
    }
}
