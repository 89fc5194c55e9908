package dev.llmrouter.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.passthrough.PassedFormat;
import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.JsonWireRequest;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.WireFormat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for embeddings as its caller wrote it: of one text or several, each as text or as token ids. Immutable and
 * thread-safe.
 */
public final class EmbeddingsRequest extends JsonWireRequest {

    private final @Nullable String encoding;
    private final @Nullable Integer dimensions;

    EmbeddingsRequest(JsonRequest json, @Nullable String encoding, @Nullable Integer dimensions) {
        super(Operation.EMBEDDINGS, json, List.of());
        this.encoding = encoding;
        this.dimensions = dimensions;
    }

    /**
     * Reads a request, in one pass over its bytes.
     *
     * @param json UTF-8; kept, not copied
     * @throws dev.llmrouter.outcome.LlmException of class BAD_REQUEST, naming the place, where it is no JSON object, has
     *     no {@code model}, or an {@code input} that is none of a text, a list of texts, a list of token ids, and a list
     *     of such lists
     */
    public static EmbeddingsRequest read(byte[] json) {
        return new EmbeddingsScan().read(json);
    }

    /** {@return false: embeddings have no stream, whatever the request says} */
    @Override
    public boolean stream() {
        return false;
    }

    @Override
    public WireFormat format() {
        return PassedFormat.of(Operation.EMBEDDINGS);
    }

    /** {@return {@code encoding_format}; null where it is not given, which means {@code float}} */
    public @Nullable String encoding() {
        return encoding;
    }

    /** {@return how many numbers an embedding is to have; null where that is left to the model} */
    public @Nullable Integer dimensions() {
        return dimensions;
    }

    /**
     * {@return what is to be embedded, in order}
     *
     * @throws dev.llmrouter.outcome.LlmException of class UNSUPPORTED where it is token ids and they can't be decoded
     */
    public List<String> texts() {
        JsonNode input = tree().path("input");
        if (input.isTextual()) {
            return List.of(input.textValue());
        }
        if (input.path(0).isNumber()) {
            return List.of(TokenIds.decode(input, "input"));
        }
        List<String> texts = new ArrayList<>(input.size());
        for (JsonNode item : input) {
            texts.add(item.isTextual() ? item.textValue() : TokenIds.decode(item, "input[" + texts.size() + "]"));
        }
        return texts;
    }
}
