package dev.llmrouter.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.catalog.Capability;
import dev.llmrouter.wire.FittedRequest;
import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.JsonRequest.Edit;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.WireFormat;
import dev.llmrouter.wire.WireRequest;
import dev.llmrouter.wire.Wished;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A chat-completions request as the caller wrote it; what goes to a provider is that, asking for the usage where it
 * streams. Immutable and thread-safe.
 */
public final class OpenAiRequest implements WireRequest {

    private final JsonRequest json;
    private final boolean usageWanted;
    private final boolean isTranslated;
    private final int maxOutputTokens;
    private final int choices;
    private final Set<Capability> needs;
    private final List<Edit> edits;
    private volatile @Nullable Fitted fitted;

    /** What became of the request for one server; several targets may be there. */
    private record Fitted(RequestFitter by, FittedRequest request) {}

    OpenAiRequest(
            JsonRequest json,
            boolean isTranslated,
            boolean usageWanted,
            int maxOutputTokens,
            int choices,
            Set<Capability> needs,
            List<Edit> edits) {
        this.isTranslated = isTranslated;
        this.json = json;
        this.usageWanted = usageWanted;
        this.maxOutputTokens = maxOutputTokens;
        this.choices = choices;
        this.needs = needs;
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
        return new RequestScan().read(json, false);
    }

    /** {@return the same for a request that the router has put from another dialect into this one} */
    public static OpenAiRequest translated(byte[] json) {
        return new RequestScan().read(json, true);
    }

    /** {@return the bytes that it is} */
    JsonRequest json() {
        return json;
    }

    /** {@return whether its caller wrote it in another dialect} */
    public boolean isTranslated() {
        return isTranslated;
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

    @Override
    public @Nullable String user() {
        return json.user();
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
    public int choices() {
        return choices;
    }

    @Override
    public boolean namesFiles() {
        return needs.contains(Capability.PDF) && json.namesFiles();
    }

    @Override
    public Set<Capability> needs() {
        return needs;
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
    public Wished wished() {
        return json.wished();
    }

    @Override
    public Buffer forModel(String providerModel) {
        return json.with(providerModel, edits);
    }

    /** {@return the request as the server of that fitter takes it; made at the first use} */
    public FittedRequest fitted(RequestFitter fitter) {
        Fitted known = fitted;
        if (known == null || known.by() != fitter) {
            known = new Fitted(fitter, fitter.fit(this, json, edits));
            fitted = known;
        }
        return known.request();
    }

    @Override
    public WireFormat format() {
        return ChatFormat.of(usageWanted);
    }

    @Override
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
