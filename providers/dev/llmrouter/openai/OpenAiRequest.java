package dev.llmrouter.openai;

import dev.llmrouter.catalog.Capability;
import dev.llmrouter.wire.FittedRequest;
import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.JsonRequest.Edit;
import dev.llmrouter.wire.JsonWireRequest;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.WireFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A chat-completions request as the caller wrote it; what goes to a provider is that, asking for the usage where it
 * streams. Immutable and thread-safe.
 */
public final class OpenAiRequest extends JsonWireRequest {

    private final boolean usageWanted;
    private final boolean isTranslated;
    private final int maxOutputTokens;
    private final int choices;
    private final Set<Capability> needs;
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
        super(Operation.CHAT, json, edits);
        this.isTranslated = isTranslated;
        this.usageWanted = usageWanted;
        this.maxOutputTokens = maxOutputTokens;
        this.choices = choices;
        this.needs = needs;
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
    @Override
    protected JsonRequest json() {
        return super.json();
    }

    /** {@return whether its caller wrote it in another dialect} */
    public boolean isTranslated() {
        return isTranslated;
    }

    @Override
    public @Nullable String user() {
        return json().user();
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
        return needs.contains(Capability.PDF) && json().namesFiles();
    }

    @Override
    public Set<Capability> needs() {
        return needs;
    }

    /** {@return the request as the server of that fitter takes it; made at the first use} */
    public FittedRequest fitted(RequestFitter fitter) {
        Fitted known = fitted;
        if (known == null || known.by() != fitter) {
            known = new Fitted(fitter, fitter.fit(this, json(), edits()));
            fitted = known;
        }
        return known.request();
    }

    @Override
    public WireFormat format() {
        return ChatFormat.of(usageWanted);
    }

    /** {@return the request as the caller wrote it} */
    public String text() {
        return json().text();
    }
}
