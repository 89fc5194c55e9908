package dev.llmrouter.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.JsonRequest.Edit;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.WireFormat;
import dev.llmrouter.wire.WireRequest;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * A chat-completions request as the caller wrote it; what goes to a provider is that, asking for the usage where it
 * streams. Immutable and thread-safe.
 */
public final class OpenAiRequest implements WireRequest {

    private final JsonRequest json;
    private final boolean usageWanted;
    private final int maxOutputTokens;
    private final List<Edit> edits;

    OpenAiRequest(JsonRequest json, boolean usageWanted, int maxOutputTokens, List<Edit> edits) {
        this.json = json;
        this.usageWanted = usageWanted;
        this.maxOutputTokens = maxOutputTokens;
        this.edits = edits;
    }

    /**
     * Reads what a router must know of a request, in one pass over its bytes.
     *
     * @param json UTF-8; kept, not copied
     * @throws dev.llmrouter.outcome.LlmException of class BAD_REQUEST where it is no JSON object, or lacks {@code model}
     *     or {@code messages}
     */
    public static OpenAiRequest read(byte[] json) {
        return new RequestScan().read(json);
    }

    @Override
    public Operation operation() {
        return Operation.CHAT;
    }

    @Override
    public String model() {
        return json.model();
    }

    @Override
    public boolean stream() {
        return json.stream();
    }

    /** {@return whether the caller asked for the usage at the end of the stream} */
    public boolean usageWanted() {
        return usageWanted;
    }

    @Override
    public int maxOutputTokens() {
        return maxOutputTokens;
    }

    @Override
    public int length() {
        return json.length();
    }

    @Override
    public Buffer forModel(String providerModel) {
        return json.with(providerModel, edits);
    }

    @Override
    public WireFormat format() {
        return ChatFormat.of(usageWanted);
    }

    /** {@return the request as a tree, read at the first use; for conditions and for other dialects; not to be changed} */
    public JsonNode tree() {
        return json.tree();
    }

    @Override
    public String toString() {
        return "OpenAiRequest[" + model() + ", " + length() + " bytes]";
    }

    /** {@return the request as the caller wrote it} */
    public String text() {
        return json.text();
    }
}
