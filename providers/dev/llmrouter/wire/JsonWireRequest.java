package dev.llmrouter.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.wire.JsonRequest.Edit;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that is one JSON object, in whatever dialect. Immutable and thread-safe. */
public abstract class JsonWireRequest implements WireRequest {

    private final Operation operation;
    private final JsonRequest json;
    private final List<Edit> edits;

    /**
     * A request as its caller wrote it.
     *
     * @param edits what every provider gets otherwise than it was written; they do not overlap
     */
    protected JsonWireRequest(Operation operation, JsonRequest json, List<Edit> edits) {
        this.operation = operation;
        this.json = json;
        this.edits = edits;
    }

    /** {@return the bytes that it is} */
    protected JsonRequest json() {
        return json;
    }

    /** {@return what every provider gets otherwise than it was written} */
    protected final List<Edit> edits() {
        return edits;
    }

    @Override
    public final Operation operation() {
        return operation;
    }

    @Override
    public final String model() {
        return json.model();
    }

    @Override
    public boolean stream() {
        return json.stream();
    }

    @Override
    public final int length() {
        return json.length();
    }

    @Override
    public final @Nullable JsonNode metadata() {
        return json.metadata();
    }

    @Override
    public final Wished wished() {
        return json.wished();
    }

    @Override
    public final JsonNode tree() {
        return json.tree();
    }

    @Override
    public final Buffer forModel(String providerModel) {
        return json.with(providerModel, edits);
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + operation.path() + ", " + model() + ", " + length() + " bytes]";
    }
}
