package dev.llmrouter.passthrough;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.WireFormat;
import dev.llmrouter.wire.WireRequest;
import dev.llmrouter.wire.Wished;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request in JSON of which a router only needs the model, and whether a stream is wanted. Immutable and thread-safe. */
public final class JsonPassage implements WireRequest {

    private final Operation operation;
    private final JsonRequest json;

    private JsonPassage(Operation operation, JsonRequest json) {
        this.operation = operation;
        this.json = json;
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
    public Operation operation() {
        return operation;
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
    public Wished wished() {
        return json.wished();
    }

    @Override
    public JsonNode tree() {
        return json.tree();
    }

    @Override
    public Buffer forModel(String providerModel) {
        return json.with(providerModel, List.of());
    }

    @Override
    public WireFormat format() {
        return PassedFormat.of(operation);
    }

    @Override
    public String toString() {
        return "JsonPassage[" + operation.path() + ", " + model() + ", " + length() + " bytes]";
    }
}
