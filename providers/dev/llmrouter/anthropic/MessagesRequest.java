package dev.llmrouter.anthropic;

import dev.llmrouter.catalog.Capability;
import dev.llmrouter.openai.ChatTranslatable;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.JsonRequest.Edit;
import dev.llmrouter.wire.JsonWireRequest;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import dev.llmrouter.wire.WireFormat;
import java.util.List;
import java.util.Set;

/**
 * A request to Anthropic's Messages as the caller wrote it; what goes to Anthropic is that, without the thoughts of other
 * providers' models. Immutable and thread-safe.
 */
public final class MessagesRequest extends JsonWireRequest implements ChatTranslatable {

    private final int limit;

    MessagesRequest(JsonRequest json, int limit, List<Edit> edits) {
        super(Operation.MESSAGES, json, edits);
        this.limit = limit;
    }

    /**
     * Reads what a router must know of a request, in one pass over its bytes.
     *
     * @param json UTF-8; kept, not copied
     * @throws dev.llmrouter.outcome.LlmException of class BAD_REQUEST where it is no JSON object, or lacks {@code model},
     *     {@code messages} or {@code max_tokens}
     */
    public static MessagesRequest read(byte[] json) {
        return new MessagesScan().read(json, true);
    }

    /**
     * Reads a prompt whose tokens are to be counted, so that it needs no {@code max_tokens}.
     *
     * @param json UTF-8; kept, not copied
     * @throws dev.llmrouter.outcome.LlmException of class BAD_REQUEST likewise
     */
    public static MessagesRequest readPrompt(byte[] json) {
        return new MessagesScan().read(json, false);
    }

    @Override
    public int maxOutputTokens() {
        return limit;
    }

    @Override
    public boolean namesFiles() {
        return json().namesFiles();
    }

    @Override
    public Set<Capability> needs() {
        return json().needs();
    }

    @Override
    public WireFormat format() {
        return MessagesFormat.FORMAT;
    }

    @Override
    public Translated toChat() {
        return RequestToChat.translate(tree(), stream());
    }

    @Override
    public byte[] fromChat(byte[] completion) {
        return fromChat(completion, Usage.NONE);
    }

    @Override
    public byte[] fromChat(byte[] completion, Usage counted) {
        return CompletionToMessage.translate(completion, counted);
    }

    @Override
    public EventTranslator fromChatEvents() {
        return new ChunksToEvents();
    }
}
