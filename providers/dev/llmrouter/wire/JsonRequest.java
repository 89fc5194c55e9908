package dev.llmrouter.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.catalog.Capability;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that is one JSON object with {@code model} and, where it may be one, {@code stream} at its top, as every
 * dialect has it. Read in one pass over its bytes; edits are spliced in, so unknown fields, big numbers and the order
 * of keys arrive as sent. What a caller {@link Wished wishes} of the router is taken out first. Immutable and
 * thread-safe.
 */
public final class JsonRequest {

    /** Bytes {@code from} to {@code to} (exclusive) of the request give way to {@code text}. */
    public record Edit(int from, int to, String text) {}

    /** Reads what else a dialect wants to know of the top of a request. */
    @FunctionalInterface
    public interface FieldReader {

        /**
         * Reads one field, whose value is the current token, to its last token.
         *
         * @return false where it is of no interest, and not a token has been read
         */
        boolean read(String name, JsonParser parser) throws IOException;
    }

    private static final byte[] FILE_ID = "\"file_id\"".getBytes(StandardCharsets.UTF_8);

    private final byte[] json;
    private final String model;
    private final Edit modelPlace;
    private final boolean stream;
    private final int end;
    private final @Nullable Edit metadata;
    private final @Nullable String user;
    private final Wished wished;
    private final Splice unwished;
    private volatile @Nullable JsonNode tree;
    private volatile @Nullable Set<Capability> needs;

    JsonRequest(
            byte[] json,
            String model,
            Edit modelPlace,
            boolean stream,
            int end,
            @Nullable Edit metadata,
            @Nullable String user,
            Wished wished,
            Splice unwished) {
        this.json = json;
        this.model = model;
        this.modelPlace = modelPlace;
        this.stream = stream;
        this.end = end;
        this.user = user;
        this.metadata = metadata;
        this.wished = wished;
        this.unwished = unwished;
    }

    /**
     * Reads what a router must know of a request.
     *
     * @param json UTF-8; kept, not copied
     * @param others for the fields other than {@code model}, {@code stream} and wishes
     * @throws LlmException of class BAD_REQUEST where it is no JSON object, or has no {@code model}, or a wish that can't
     *     be understood
     */
    public static JsonRequest read(byte[] json, FieldReader others) {
        return new JsonScan(json, others).read();
    }

    /** {@return the model that the caller asked for} */
    public String model() {
        return model;
    }

    /** {@return whether the caller wants a stream} */
    public boolean stream() {
        return stream;
    }

    /** {@return what the caller wishes of its routing; that has no place in the request any more} */
    public Wished wished() {
        return wished;
    }

    /** {@return where edits belong that a {@link FieldReader} found while the wishes were still in their place} */
    public List<Edit> moved(List<Edit> found) {
        return unwished.moved(found);
    }

    /** {@return the caller's own user, in {@code user}; null where it has none} */
    public @Nullable String user() {
        return user;
    }

    /** {@return whether the word for a file that is elsewhere is anywhere in it} */
    public boolean namesFiles() {
        return contains(FILE_ID);
    }

    private boolean contains(byte[] word) {
        for (int at = 0; at <= json.length - word.length; at++) {
            if (json[at] == word[0] && Arrays.equals(json, at, at + word.length, word, 0, word.length)) {
                return true;
            }
        }
        return false;
    }

    /** {@return how long the request is, in bytes} */
    public int length() {
        return json.length;
    }

    /** {@return what the caller says of the call in {@code metadata}; null where it has none} Read at every use. */
    public @Nullable JsonNode metadata() {
        try {
            return metadata == null
                    ? null
                    : Json.MAPPER.readTree(json, metadata.from(), metadata.to() - metadata.from());
        } catch (IOException e) {
            throw malformed("The request body is not valid JSON.", "metadata");
        }
    }

    /** {@return where the object's closing brace is} */
    public int end() {
        return end;
    }

    /** {@return a new parser before the first byte of the request} */
    public JsonParser parser() throws IOException {
        return Json.FACTORY.createParser(json);
    }

    /** {@return where the string ends, a name or a value, that begins there} */
    public int endOfString(int begin) {
        int at = begin + 1;
        while (json[at] != '"') {
            at += json[at] == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    /** {@return whether the value there is an object or a list with nothing in it} */
    public boolean isEmptyBetween(int begin, int end) {
        if (json[begin] != '{' && json[begin] != '[') {
            return false;
        }
        for (int at = begin + 1; at < end - 1; at++) {
            if (json[at] > ' ') {
                return false;
            }
        }
        return true;
    }

    /** {@return the request with that model and the edits, which do not overlap; a new buffer} */
    public Buffer with(String newModel, List<Edit> edits) {
        boolean isNamed = newModel.equals(model);
        if (isNamed && edits.isEmpty()) {
            return Buffer.buffer(json);
        }
        List<Edit> inOrder = new ArrayList<>(edits);
        if (!isNamed) {
            inOrder.add(new Edit(modelPlace.from(), modelPlace.to(), quoted(newModel)));
        }
        inOrder.sort(Comparator.comparingInt(Edit::from));
        Buffer spliced = Buffer.buffer(json.length + 128);
        int at = 0;
        for (Edit edit : inOrder) {
            spliced.appendBytes(json, at, edit.from() - at).appendString(edit.text());
            at = edit.to();
        }
        return spliced.appendBytes(json, at, json.length - at);
    }

    static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
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

    /** {@return what a chat in whatever dialect needs a model to be able to do; read at the first use} */
    public Set<Capability> needs() {
        Set<Capability> known = needs;
        if (known == null) {
            try (JsonParser parser = parser()) {
                known = Needs.of(parser);
            } catch (IOException e) {
                throw malformed("The request body is not valid JSON.", null);
            }
            needs = known;
        }
        return known;
    }

    /** {@return the request as the caller wrote it} */
    public String text() {
        return new String(json, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "JsonRequest[" + model + ", " + json.length + " bytes]";
    }

    /** {@return the refusal of a request; {@code param} is where the fault is, in OpenAI's notation, or null} */
    public static LlmException malformed(String message, @Nullable String param) {
        return new Failure(FailureClass.BAD_REQUEST, 400, message, "invalid_request_error", param, null, null)
                .asException();
    }

    /** Refuses what is written twice: it could be read one way here and the other way by the provider. */
    public static void once(boolean isFirst, String name) {
        if (!isFirst) {
            throw malformed("'" + name + "' is given twice.", name);
        }
    }

    /** {@return the whole number that is the parser's current token, or the largest there is; 0 for anything else} */
    public static int countAt(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return (int) Math.max(0, Math.min(parser.getDoubleValue(), Integer.MAX_VALUE));
        }
        parser.skipChildren();
        return 0;
    }

    /** {@return where the parser's current token begins} */
    public static int beginOf(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** {@return where the parser's current token, a scalar, ends} */
    public static int endOf(JsonParser parser) throws IOException {
        parser.finishToken();
        return (int) parser.currentLocation().getByteOffset();
    }
}
