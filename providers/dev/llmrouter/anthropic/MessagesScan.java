package dev.llmrouter.anthropic;

import static dev.llmrouter.wire.JsonRequest.malformed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.JsonRequest.Edit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is Messages' own at the top of a request: that there are messages, how long a reply may be, and what must not go there. */
final class MessagesScan implements JsonRequest.FieldReader {

    private static final String DISABLED = "{\"type\":\"disabled\"}";

    private boolean hasMessages;
    private boolean hasLimit;
    private int limit;
    private final ForeignThoughts foreign = new ForeignThoughts();
    private @Nullable Edit withoutThinking;

    MessagesRequest read(byte[] json, boolean needsLimit) {
        JsonRequest request = JsonRequest.read(json, this);
        if (!hasMessages) {
            throw malformed("Missing required parameter: 'messages', a list with at least one message.", "messages");
        }
        if (needsLimit && !hasLimit) {
            throw malformed(
                    "Missing required parameter: 'max_tokens', the most tokens that the reply may have.", "max_tokens");
        }
        return new MessagesRequest(request, limit, request.moved(edits()));
    }

    private List<Edit> edits() {
        if (withoutThinking == null || !foreign.isWithinTurnOfAnother()) {
            return foreign.edits();
        }
        List<Edit> edits = new ArrayList<>(foreign.edits());
        edits.add(withoutThinking);
        return edits;
    }

    @Override
    public boolean read(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "messages" -> messages(parser);
            case "max_tokens" -> limit(parser);
            case "thinking" -> thinking(parser);
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
            foreign.read(parser);
            hasMessages = true;
        }
    }

    private void thinking(JsonParser parser) throws IOException {
        JsonRequest.once(withoutThinking == null, "thinking");
        int from = JsonRequest.beginOf(parser);
        boolean isEnabled = false;
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isType = parser.currentName().equals("type");
                parser.nextToken();
                isEnabled |= isType && parser.getValueAsString("").equals("enabled");
                parser.skipChildren();
            }
        } else {
            parser.skipChildren();
        }
        if (isEnabled) {
            withoutThinking = new Edit(from, (int) parser.currentLocation().getByteOffset(), DISABLED);
        }
    }

    private void limit(JsonParser parser) throws IOException {
        JsonRequest.once(!hasLimit, "max_tokens");
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                || parser.getText().startsWith("-")) {
            throw malformed("Invalid type for 'max_tokens': expected a whole number.", "max_tokens");
        }
        hasLimit = true;
        limit = JsonRequest.countAt(parser);
    }
}
