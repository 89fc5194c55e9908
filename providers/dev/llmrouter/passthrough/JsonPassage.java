package dev.llmrouter.passthrough;

import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.JsonWireRequest;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.WireFormat;
import java.util.List;

/** A request in JSON of which a router only needs the model, and whether a stream is wanted. Immutable and thread-safe. */
public final class JsonPassage extends JsonWireRequest {

    private JsonPassage(Operation operation, JsonRequest json) {
        super(operation, json, List.of());
    }

    /**
     * Reads a request.
     *
     * @param json UTF-8; kept, not copied
     * @throws dev.llmrouter.outcome.LlmException of class BAD_REQUEST where it is no JSON object, or has no
     *     {@code model}, which some servers would choose themselves and a router can't
     */
    public static JsonPassage read(Operation operation, byte[] json) {
        return new JsonPassage(operation, JsonRequest.read(json, (name, parser) -> false));
    }

    @Override
    public WireFormat format() {
        return PassedFormat.of(operation());
    }
}
