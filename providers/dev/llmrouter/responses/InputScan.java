package dev.llmrouter.responses;

import static dev.llmrouter.wire.JsonRequest.malformed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmrouter.wire.JsonRequest;
import java.io.IOException;

/** What is Responses' own at the top of a request: that there is an input, or something stored that stands for it. */
final class InputScan implements JsonRequest.FieldReader {

    private boolean hasInput;
    private boolean hasStored;
    private int limit;

    ResponsesRequest read(byte[] json) {
        JsonRequest request = JsonRequest.read(json, this);
        if (!hasInput && !hasStored) {
            throw malformed("Missing required parameter: 'input', a text or a list of items.", "input");
        }
        return new ResponsesRequest(request, limit);
    }

    @Override
    public boolean read(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "input" -> input(parser);
            case "max_output_tokens" -> limit = JsonRequest.countAt(parser);
            case "prompt", "previous_response_id", "conversation" -> {
                hasStored |= parser.currentToken() != JsonToken.VALUE_NULL;
                parser.skipChildren();
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void input(JsonParser parser) throws IOException {
        JsonRequest.once(!hasInput, "input");
        hasInput = true;
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw malformed("Invalid type for 'input': expected a text or a list of items.", "input");
        }
        for (int item = 0; parser.nextToken() != JsonToken.END_ARRAY; item++) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                String place = "input[" + item + "]";
                throw malformed("Invalid type for '" + place + "': every item is an object.", place);
            }
            parser.skipChildren();
        }
    }
}
