package dev.llmrouter.openai;

import static dev.llmrouter.wire.JsonRequest.malformed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.JsonRequest.Edit;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is chat completions' own at the top of a request: that there are messages, and whether usage is asked for. */
final class RequestScan implements JsonRequest.FieldReader {

    private static final String WANT_USAGE = "{\"include_usage\":true}";

    private boolean hasMessages;
    private boolean usageWanted;
    private @Nullable Edit usageEdit;
    private int maxOutputTokens;

    OpenAiRequest read(byte[] json) {
        JsonRequest request = JsonRequest.read(json, this);
        if (!hasMessages) {
            throw malformed("Missing required parameter: 'messages', a list with at least one message.", "messages");
        }
        return new OpenAiRequest(request, usageWanted, maxOutputTokens, edits(request));
    }

    private List<Edit> edits(JsonRequest request) {
        if (!request.stream() || (usageEdit == null && usageWanted)) {
            return List.of();
        }
        return List.of(
                usageEdit != null
                        ? usageEdit
                        : new Edit(request.end(), request.end(), ",\"stream_options\":" + WANT_USAGE));
    }

    @Override
    public boolean read(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "messages" -> messages(parser);
            case "stream_options" -> streamOptions(parser);
            case "max_tokens", "max_completion_tokens" -> maxOutputTokens(parser);
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

    /** What is no count is for the provider to refuse. */
    private void maxOutputTokens(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            double asked = parser.getDoubleValue();
            maxOutputTokens = (int) Math.max(maxOutputTokens, Math.min(asked, Integer.MAX_VALUE));
        } else {
            parser.skipChildren();
        }
    }

    private void streamOptions(JsonParser parser) throws IOException {
        JsonRequest.once(usageEdit == null && !usageWanted, "stream_options");
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            usageEdit = new Edit(JsonRequest.beginOf(parser), JsonRequest.endOf(parser), WANT_USAGE);
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw malformed("Invalid type for 'stream_options': expected an object.", "stream_options");
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
            case VALUE_FALSE, VALUE_NULL ->
                usageEdit = new Edit(JsonRequest.beginOf(parser), JsonRequest.endOf(parser), "true");
            default ->
                throw malformed(
                        "Invalid type for 'stream_options.include_usage': expected true or false.",
                        "stream_options.include_usage");
        }
    }
}
