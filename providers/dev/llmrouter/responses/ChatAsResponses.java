package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.ChatElsewhere;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import dev.llmrouter.wire.WireFormat;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A chat completion as a request for a response, for models that speak nothing else, and what puts the reply back into a
 * chat completion. Immutable and thread-safe.
 */
public final class ChatAsResponses implements ChatElsewhere {

    private final OpenAiRequest chat;
    private final ObjectNode body;
    private final ReplyWishes wishes;
    private final List<String> dropped;

    private ChatAsResponses(OpenAiRequest chat, RequestToResponses translated) {
        this.chat = chat;
        this.body = translated.body();
        this.wishes = translated.wishes();
        this.dropped = List.copyOf(translated.dropped());
    }

    /**
     * {@return the request as one for a response}
     *
     * @throws dev.llmrouter.outcome.LlmException of class BAD_REQUEST where a value has the wrong shape, and of class
     *     UNSUPPORTED where Responses have no form for it; both name the place
     */
    public static ChatAsResponses of(OpenAiRequest chat) {
        return new ChatAsResponses(chat, RequestToResponses.translate(chat));
    }

    @Override
    public List<String> dropped() {
        return dropped;
    }

    @Override
    public Operation operation() {
        return Operation.RESPONSES;
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
    public int maxOutputTokens() {
        return chat.maxOutputTokens();
    }

    @Override
    public int length() {
        return chat.length();
    }

    @Override
    public Buffer forModel(String providerModel) {
        return Buffer.buffer(json(providerModel).toString());
    }

    /** {@return the same as a new tree, whose parts are not to be changed} */
    public ObjectNode json(String providerModel) {
        return JsonNodeFactory.instance.objectNode().put("model", providerModel).setAll(body);
    }

    @Override
    public WireFormat format() {
        return ResponsesFormat.INSTANCE;
    }

    @Override
    public Buffer toCompletion(byte[] response) {
        return ResponseToCompletion.translate(response, wishes);
    }

    @Override
    public EventTranslator toChunks(Supplier<@Nullable Failure> failure) {
        return new EventsToChunks(wishes, failure);
    }

    @Override
    public String toString() {
        return "ChatAsResponses[" + model() + ", " + length() + " bytes]";
    }
}
