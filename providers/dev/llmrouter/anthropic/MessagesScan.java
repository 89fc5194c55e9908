package dev.llmrouter.anthropic;

import static dev.llmrouter.wire.JsonRequest.malformed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmrouter.wire.JsonRequest;
import java.io.IOException;

/** What is Messages' own at the top of a request: that there are messages, and how long a reply may be. */
final class MessagesScan implements JsonRequest.FieldReader {

    private boolean hasMessages;
    private boolean hasLimit;

    JsonRequest read(byte[] json, boolean needsLimit) {
        JsonRequest request = JsonRequest.read(json, this);
        if (!hasMessages) {
            throw malformed("Missing required parameter: 'messages', a list with at least one message.", "messages");
        }
        if (needsLimit && !hasLimit) {
            throw malformed(
                    "Missing required parameter: 'max_tokens', the most tokens that the reply may have.", "max_tokens");
        }
        return request;
    }

    @Override
    public boolean read(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "messages" -> messages(parser);
            case "max_tokens" -> limit(parser);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void messages(JsonParser parser) throws IOException {
        JsonRequest.once(!hasMessages, "messages");
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw malformed("Invalid type for 'messages': expected a list of messages.", "messages");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw malformed("Invalid type in 'messages': every message is an object.", "messages");
            }
            parser.skipChildren();
            hasMessages = true;
        }
    }

    private void limit(JsonParser parser) throws IOException {
        JsonRequest.once(!hasLimit, "max_tokens");
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                || parser.getText().startsWith("-")) {
            throw malformed("Invalid type for 'max_tokens': expected a whole number.", "max_tokens");
        }
        hasLimit = true;
    }
}
