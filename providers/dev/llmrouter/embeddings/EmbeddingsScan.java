package dev.llmrouter.embeddings;

import static dev.llmrouter.wire.JsonRequest.malformed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmrouter.wire.JsonRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What is the embeddings' own at the top of a request. */
final class EmbeddingsScan implements JsonRequest.FieldReader {

    private boolean hasInput;
    private boolean encodingSeen;
    private boolean dimensionsSeen;
    private @Nullable String encoding;
    private @Nullable Integer dimensions;

    EmbeddingsRequest read(byte[] json) {
        JsonRequest request = JsonRequest.read(json, this);
        if (!hasInput) {
            throw malformed("Missing required parameter: 'input', a text, a list of texts, or token ids.", "input");
        }
        return new EmbeddingsRequest(request, encoding, dimensions);
    }

    @Override
    public boolean read(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "input" -> {
                JsonRequest.once(!hasInput, name);
                hasInput = true;
                input(parser);
            }
            case "encoding_format" -> {
                JsonRequest.once(!encodingSeen, name);
                encodingSeen = true;
                encoding(parser);
            }
            case "dimensions" -> {
                JsonRequest.once(!dimensionsSeen, name);
                dimensionsSeen = true;
                dimensions(parser);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void input(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            text(parser, "input");
            return;
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw malformed("Invalid type for 'input': expected a text, a list of texts, or token ids.", "input");
        }
        JsonToken first = parser.nextToken();
        if (first == JsonToken.END_ARRAY) {
            throw malformed("Invalid 'input': the list is empty.", "input");
        }
        int index = 0;
        for (JsonToken item = first; item != JsonToken.END_ARRAY; item = parser.nextToken()) {
            item(parser, first, "input[" + index++ + "]");
        }
    }

    private static void item(JsonParser parser, @Nullable JsonToken first, String place) throws IOException {
        if (parser.currentToken() != first) {
            throw malformed("Invalid '" + place + "': a list holds texts, or token ids, or lists of them.", place);
        }
        switch (parser.currentToken()) {
            case VALUE_STRING -> text(parser, place);
            case VALUE_NUMBER_INT -> tokenId(parser, place);
            case START_ARRAY -> tokenIds(parser, place);
            default ->
                throw malformed(
                        "Invalid type for '" + place + "': expected a text, a token id, or a list of them.", place);
        }
    }

    private static void text(JsonParser parser, String place) throws IOException {
        if (parser.getTextLength() == 0) {
            throw malformed("Invalid '" + place + "': the text is empty.", place);
        }
    }

    private static void tokenIds(JsonParser parser, String place) throws IOException {
        int index = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            tokenId(parser, place + "[" + index++ + "]");
        }
        if (index == 0) {
            throw malformed("Invalid '" + place + "': the list is empty.", place);
        }
    }

    private static void tokenId(JsonParser parser, String place) throws IOException {
        boolean isId = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() == JsonParser.NumberType.INT
                && parser.getIntValue() >= 0;
        if (!isId) {
            throw malformed("Invalid '" + place + "': expected a token id, a whole number from 0 on.", place);
        }
    }

    private void encoding(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw malformed("Invalid type for 'encoding_format': expected float or base64.", "encoding_format");
        }
        encoding = parser.getText();
    }

    private void dimensions(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        boolean isNumber = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() == JsonParser.NumberType.INT
                && parser.getIntValue() > 0;
        if (!isNumber) {
            throw malformed("Invalid 'dimensions': expected a whole number from 1 on.", "dimensions");
        }
        dimensions = parser.getIntValue();
    }
}
