package dev.llmrouter.wire;

import static dev.llmrouter.wire.JsonRequest.malformed;
import static dev.llmrouter.wire.JsonRequest.once;
import static dev.llmrouter.wire.JsonRequest.quoted;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.llmrouter.wire.JsonRequest.Edit;
import dev.llmrouter.wire.JsonRequest.FieldReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The one pass over a request: its model, whether it streams, what the caller wishes, and what its dialect wants to know. */
final class JsonScan {

    private final byte[] json;
    private final FieldReader others;
    private @Nullable String model;
    private @Nullable Edit modelPlace;
    private @Nullable WishScan wishes;
    private @Nullable Edit metadata;
    private @Nullable String user;
    private boolean stream;
    private boolean streamSeen;

    JsonScan(byte[] json, FieldReader others) {
        this.json = json;
        this.others = others;
    }

    JsonRequest read() {
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            return read(parser);
        } catch (StreamConstraintsException e) {
            throw malformed(
                    "The request body is nested deeper than " + Json.MAX_DEPTH + " levels or has a number too long.",
                    null);
        } catch (IOException e) {
            throw malformed("The request body is not valid JSON" + place(e) + ".", null);
        }
    }

    private JsonRequest read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw malformed("The request body must be a JSON object.", null);
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            field(name, parser);
        }
        int end = (int) parser.currentTokenLocation().getByteOffset();
        if (parser.nextToken() != null) {
            throw malformed("The request body must be one JSON object, with nothing behind it.", null);
        }
        return wishes == null
                ? new JsonRequest(
                        json,
                        named(model),
                        placed(modelPlace),
                        stream,
                        end,
                        metadata,
                        user,
                        Wished.NOTHING,
                        Splice.NOTHING)
                : without(wishes, end);
    }

    /** The first of {@code models} stands for a {@code model} that is not named, and takes its place. */
    private JsonRequest without(WishScan wishes, int end) {
        boolean isNamed = model != null;
        String name = named(isNamed ? model : wishes.first());
        String quoted = quoted(name);
        Splice splice = wishes.splice(isNamed ? null : "\"model\":" + quoted);
        int endOfName = wishes.endOfNamed(splice);
        Edit place = isNamed
                ? splice.moved(placed(modelPlace))
                : new Edit(endOfName - quoted.getBytes(StandardCharsets.UTF_8).length, endOfName, "");
        return new JsonRequest(
                splice.of(json),
                name,
                place,
                stream,
                splice.moved(end),
                metadata == null ? null : splice.moved(metadata),
                user,
                wishes.wished(name),
                splice);
    }

    private static String named(@Nullable String model) {
        if (model == null) {
            throw malformed(
                    "Missing required parameter: 'model'. GET /v1/models lists the names to choose from.", "model");
        }
        return model;
    }

    private static Edit placed(@Nullable Edit place) {
        return Objects.requireNonNull(place);
    }

    private void field(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "model" -> model(parser);
            case "stream" -> stream(parser);
            case "models" -> wishes().models(parser);
            case "provider" -> wishes().provider(parser);
            case "route" -> wishes().route(parser);
            case "metadata" -> metadata(parser);
            default -> other(name, parser);
        }
    }

    private void other(String name, JsonParser parser) throws IOException {
        if (name.equals("user") && parser.currentToken() == JsonToken.VALUE_STRING) {
            user = parser.getText();
        }
        if (!others.read(name, parser)) {
            parser.skipChildren();
        }
    }

    private void metadata(JsonParser parser) throws IOException {
        once(metadata == null, "metadata");
        int from = JsonRequest.beginOf(parser);
        other("metadata", parser);
        metadata = new Edit(from, JsonRequest.endOf(parser), "");
    }

    private WishScan wishes() {
        WishScan known = wishes == null ? new WishScan(json) : wishes;
        wishes = known;
        return known;
    }

    private void model(JsonParser parser) throws IOException {
        once(model == null, "model");
        if (parser.currentToken() != JsonToken.VALUE_STRING || parser.getText().isBlank()) {
            throw malformed("Invalid type for 'model': expected a name.", "model");
        }
        int from = JsonRequest.beginOf(parser);
        model = parser.getText();
        modelPlace = new Edit(from, JsonRequest.endOf(parser), "");
    }

    private void stream(JsonParser parser) {
        once(!streamSeen, "stream");
        streamSeen = true;
        stream = switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> throw malformed("Invalid type for 'stream': expected true or false.", "stream");
        };
    }

    private static String place(IOException thrown) {
        if (thrown instanceof JsonProcessingException e && e.getLocation() != null) {
            return " (line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ")";
        }
        return "";
    }
}
