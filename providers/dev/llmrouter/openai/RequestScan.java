package dev.llmrouter.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.llmrouter.openai.OpenAiRequest.Edit;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One pass over a request: checks that it is whole, and finds where the router's edits go. Used once. */
final class RequestScan {

    private static final String WANT_USAGE = "{\"include_usage\":true}";

    private final byte[] json;
    private @Nullable String model;
    private @Nullable Edit modelEdit;
    private boolean hasMessages;
    private boolean stream;
    private boolean streamSeen;
    private boolean usageWanted;
    private @Nullable Edit usageEdit;

    RequestScan(byte[] json) {
        this.json = json;
    }

    OpenAiRequest read() {
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw OpenAiRequest.malformed("The request body must be a JSON object.", null);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                field(name, parser);
            }
            int end = (int) parser.currentTokenLocation().getByteOffset();
            if (parser.nextToken() != null) {
                throw OpenAiRequest.malformed(
                        "The request body must be one JSON object, with nothing behind it.", null);
            }
            return request(end);
        } catch (StreamConstraintsException e) {
            throw OpenAiRequest.malformed(
                    "The request body is nested deeper than " + Json.MAX_DEPTH + " levels or has a number too long.",
                    null);
        } catch (IOException e) {
            throw OpenAiRequest.malformed("The request body is not valid JSON" + place(e) + ".", null);
        }
    }

    private OpenAiRequest request(int end) {
        if (model == null || modelEdit == null) {
            throw OpenAiRequest.malformed(
                    "Missing required parameter: 'model'. GET /v1/models lists the names to choose from.", "model");
        }
        if (!hasMessages) {
            throw OpenAiRequest.malformed(
                    "Missing required parameter: 'messages', a list with at least one message.", "messages");
        }
        if (!stream) {
            return new OpenAiRequest(json, model, false, usageWanted, modelEdit, null);
        }
        Edit edit = usageEdit;
        if (edit == null && !usageWanted) {
            edit = new Edit(end, end, ",\"stream_options\":" + WANT_USAGE);
        }
        return new OpenAiRequest(json, model, true, usageWanted, modelEdit, edit);
    }

    private void field(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "model" -> model(parser);
            case "messages" -> messages(parser);
            case "stream" -> stream(parser);
            case "stream_options" -> streamOptions(parser);
            default -> parser.skipChildren();
        }
    }

    private void model(JsonParser parser) throws IOException {
        once(model == null, "model");
        if (parser.currentToken() != JsonToken.VALUE_STRING || parser.getText().isBlank()) {
            throw OpenAiRequest.malformed("Invalid type for 'model': expected a name.", "model");
        }
        int from = from(parser);
        model = parser.getText();
        modelEdit = new Edit(from, to(parser), "");
    }

    private void messages(JsonParser parser) throws IOException {
        once(!hasMessages, "messages");
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw OpenAiRequest.malformed("Invalid type for 'messages': expected a list of messages.", "messages");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw OpenAiRequest.malformed("Invalid type in 'messages': every message is an object.", "messages");
            }
            parser.skipChildren();
            hasMessages = true;
        }
    }

    private void stream(JsonParser parser) throws IOException {
        once(!streamSeen, "stream");
        streamSeen = true;
        stream = switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> throw OpenAiRequest.malformed("Invalid type for 'stream': expected true or false.", "stream");
        };
    }

    private void streamOptions(JsonParser parser) throws IOException {
        once(usageEdit == null && !usageWanted, "stream_options");
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            usageEdit = new Edit(from(parser), to(parser), WANT_USAGE);
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw OpenAiRequest.malformed("Invalid type for 'stream_options': expected an object.", "stream_options");
        }
        boolean isEmpty = true;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            isEmpty = false;
            boolean isUsage = parser.currentName().equals("include_usage");
            parser.nextToken();
            if (isUsage) {
                includeUsage(parser);
            } else {
                parser.skipChildren();
            }
        }
        if (!usageWanted && usageEdit == null) {
            int end = (int) parser.currentTokenLocation().getByteOffset();
            usageEdit = new Edit(end, end, (isEmpty ? "" : ",") + "\"include_usage\":true");
        }
    }

    private void includeUsage(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_TRUE -> usageWanted = true;
            case VALUE_FALSE, VALUE_NULL -> usageEdit = new Edit(from(parser), to(parser), "true");
            default ->
                throw OpenAiRequest.malformed(
                        "Invalid type for 'stream_options.include_usage': expected true or false.",
                        "stream_options.include_usage");
        }
    }

    /** What is written twice could be read one way here and the other way by the provider. */
    private static void once(boolean isFirst, String name) {
        if (!isFirst) {
            throw OpenAiRequest.malformed("'" + name + "' is given twice.", name);
        }
    }

    private static int from(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    private static int to(JsonParser parser) throws IOException {
        parser.finishToken();
        return (int) parser.currentLocation().getByteOffset();
    }

    private static String place(IOException thrown) {
        if (thrown instanceof com.fasterxml.jackson.core.JsonProcessingException e && e.getLocation() != null) {
            return " (line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ")";
        }
        return "";
    }
}
