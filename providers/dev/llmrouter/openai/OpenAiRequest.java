package dev.llmrouter.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chat-completions request as the caller wrote it. What goes to a provider is these bytes with the few edits that a
 * router must make spliced in, so unknown fields, big numbers and the order of keys arrive as sent. Immutable and
 * thread-safe.
 */
public final class OpenAiRequest {

    /** Bytes {@code from} to {@code to} (exclusive) of the request give way to {@code text}. */
    record Edit(int from, int to, String text) {}

    private final byte[] json;
    private final String model;
    private final boolean stream;
    private final boolean usageWanted;
    private final Edit modelEdit;
    private final @Nullable Edit usageEdit;
    private volatile @Nullable JsonNode tree;

    OpenAiRequest(
            byte[] json, String model, boolean stream, boolean usageWanted, Edit modelEdit, @Nullable Edit usageEdit) {
        this.json = json;
        this.model = model;
        this.stream = stream;
        this.usageWanted = usageWanted;
        this.modelEdit = modelEdit;
        this.usageEdit = usageEdit;
    }

    /**
     * Reads what a router must know of a request, in one pass over its bytes.
     *
     * @param json UTF-8; kept, not copied
     * @throws LlmException of class BAD_REQUEST where it is no JSON object, or lacks {@code model} or {@code messages}
     */
    public static OpenAiRequest read(byte[] json) {
        return new RequestScan(json).read();
    }

    /** {@return the model that the caller asked for} */
    public String model() {
        return model;
    }

    /** {@return whether the caller wants a stream} */
    public boolean stream() {
        return stream;
    }

    /** {@return whether the caller asked for the usage at the end of the stream} */
    public boolean usageWanted() {
        return usageWanted;
    }

    /** {@return how long the request is, in bytes} */
    public int length() {
        return json.length;
    }

    /** {@return the request for a provider: the caller's bytes, with that model, and asking for usage if it streams} */
    public Buffer forModel(String providerModel) {
        if (usageEdit == null && providerModel.equals(model)) {
            return Buffer.buffer(json);
        }
        Edit toModel = new Edit(modelEdit.from(), modelEdit.to(), quoted(providerModel));
        if (usageEdit == null) {
            return splice(List.of(toModel));
        }
        return splice(usageEdit.from() < toModel.from() ? List.of(usageEdit, toModel) : List.of(toModel, usageEdit));
    }

    private Buffer splice(List<Edit> inOrder) {
        Buffer spliced = Buffer.buffer(json.length + 128);
        int at = 0;
        for (Edit edit : inOrder) {
            spliced.appendBytes(json, at, edit.from() - at).appendString(edit.text());
            at = edit.to();
        }
        return spliced.appendBytes(json, at, json.length - at);
    }

    private static String quoted(String text) {
        return '"'
                + new String(com.fasterxml.jackson.core.io.JsonStringEncoder.getInstance()
                        .quoteAsString(text))
                + '"';
    }

    /** {@return the request as a tree, read at the first use; for conditions and for other dialects; not to be changed} */
    public JsonNode tree() {
        JsonNode read = tree;
        if (read == null) {
            try {
                read = Json.MAPPER.readTree(json);
            } catch (IOException e) {
                throw malformed("The request body is not valid JSON.", null);
            }
            tree = read;
        }
        return read;
    }

    static LlmException malformed(String message, @Nullable String param) {
        return new Failure(FailureClass.BAD_REQUEST, 400, message, "invalid_request_error", param, null, null)
                .asException();
    }

    @Override
    public String toString() {
        return "OpenAiRequest[" + model + ", " + json.length + " bytes]";
    }

    /** {@return the request as the caller wrote it} */
    public String text() {
        return new String(json, StandardCharsets.UTF_8);
    }
}
