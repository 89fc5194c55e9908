package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.catalog.Capability;
import dev.llmrouter.openai.ChatTranslatable;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.JsonRequest.Edit;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import dev.llmrouter.wire.WireFormat;
import dev.llmrouter.wire.Wished;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request to Anthropic's Messages as the caller wrote it; what goes to Anthropic is that, without the thoughts of other
 * providers' models. Immutable and thread-safe.
 */
public final class MessagesRequest implements ChatTranslatable {

    private final JsonRequest json;
    private final int limit;
    private final List<Edit> edits;

    MessagesRequest(JsonRequest json, int limit, List<Edit> edits) {
        this.json = json;
        this.limit = limit;
        this.edits = edits;
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
    public Operation operation() {
        return Operation.MESSAGES;
    }

    @Override
    public String model() {
        return json.model();
    }

    @Override
    public boolean stream() {
        return json.stream();
    }

    @Override
    public @Nullable JsonNode metadata() {
        return json.metadata();
    }

    @Override
    public int length() {
        return json.length();
    }

    @Override
    public int maxOutputTokens() {
        return limit;
    }

    @Override
    public boolean namesFiles() {
        return json.namesFiles();
    }

    @Override
    public Set<Capability> needs() {
        return json.needs();
    }

    @Override
    public Wished wished() {
        return json.wished();
    }

    @Override
    public JsonNode tree() {
        return json.tree();
    }

    @Override
    public Buffer forModel(String providerModel) {
        return json.with(providerModel, edits);
    }

    @Override
    public WireFormat format() {
        return MessagesFormat.FORMAT;
    }

    @Override
    public Translated toChat() {
        return RequestToChat.translate(json.tree(), stream());
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

    @Override
    public String toString() {
        return "MessagesRequest[" + model() + ", " + length() + " bytes]";
    }
}
