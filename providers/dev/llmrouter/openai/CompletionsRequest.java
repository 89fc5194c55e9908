package dev.llmrouter.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.JsonRequest.Edit;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import dev.llmrouter.wire.WireFormat;
import dev.llmrouter.wire.Wished;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for the older completions of a bare prompt as the caller wrote it. A model that can only chat is sent the
 * prompt as a user's message. Immutable and thread-safe.
 */
public final class CompletionsRequest implements ChatTranslatable {

    private final JsonRequest json;
    private final boolean usageWanted;
    private final List<Edit> edits;

    CompletionsRequest(JsonRequest json, boolean usageWanted, List<Edit> edits) {
        this.json = json;
        this.usageWanted = usageWanted;
        this.edits = edits;
    }

    /**
     * Reads what a router must know of a request, in one pass over its bytes.
     *
     * @param json UTF-8; kept, not copied
     * @throws dev.llmrouter.outcome.LlmException of class BAD_REQUEST where it is no JSON object, or lacks {@code model}
     *     or {@code prompt}
     */
    public static CompletionsRequest read(byte[] json) {
        return new PromptScan().read(json);
    }

    @Override
    public Operation operation() {
        return Operation.COMPLETIONS;
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
    public @Nullable String user() {
        return json.user();
    }

    @Override
    public int length() {
        return json.length();
    }

    /** As many for each prompt of a list; seldom asked for, so read only then. */
    @Override
    public int choices() {
        JsonNode tree = json.tree();
        int each = Math.max(tree.path("n").asInt(1), tree.path("best_of").asInt(1));
        int prompts =
                tree.path("prompt").path(0).isTextual() ? tree.path("prompt").size() : 1;
        return Math.max(1, each) * Math.max(1, prompts);
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

    /** A chunk of a completion differs from a chat's only in where its text stands. */
    @Override
    public WireFormat format() {
        return ChatFormat.of(usageWanted);
    }

    @Override
    public Translated toChat() {
        return PromptTranslator.translate(json.tree());
    }

    @Override
    public byte[] fromChat(byte[] completion) {
        return CompletionWriter.whole(completion);
    }

    @Override
    public EventTranslator fromChatEvents() {
        return new CompletionWriter(usageWanted);
    }

    @Override
    public String toString() {
        return "CompletionsRequest[" + model() + ", " + length() + " bytes]";
    }
}
