package dev.llmrouter.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.JsonRequest.Edit;
import dev.llmrouter.wire.JsonWireRequest;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import dev.llmrouter.wire.WireFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for the older completions of a bare prompt as the caller wrote it. A model that can only chat is sent the
 * prompt as a user's message. Immutable and thread-safe.
 */
public final class CompletionsRequest extends JsonWireRequest implements ChatTranslatable {

    private final boolean usageWanted;

    CompletionsRequest(JsonRequest json, boolean usageWanted, List<Edit> edits) {
        super(Operation.COMPLETIONS, json, edits);
        this.usageWanted = usageWanted;
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
    public @Nullable String user() {
        return json().user();
    }

    /** As many for each prompt of a list; seldom asked for, so read only then. */
    @Override
    public int choices() {
        JsonNode tree = tree();
        int each = Math.max(tree.path("n").asInt(1), tree.path("best_of").asInt(1));
        int prompts =
                tree.path("prompt").path(0).isTextual() ? tree.path("prompt").size() : 1;
        return Math.max(1, each) * Math.max(1, prompts);
    }

    /** A chunk of a completion differs from a chat's only in where its text stands. */
    @Override
    public WireFormat format() {
        return ChatFormat.of(usageWanted);
    }

    @Override
    public Translated toChat() {
        return PromptTranslator.translate(tree());
    }

    @Override
    public byte[] fromChat(byte[] completion) {
        return CompletionWriter.whole(completion);
    }

    @Override
    public EventTranslator fromChatEvents() {
        return new CompletionWriter(usageWanted);
    }
}
