package dev.llmrouter.openai;

import static dev.llmrouter.wire.JsonRequest.malformed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.JsonRequest.Edit;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a request asks for the usage at the end of its stream, and what to change in it so that it does. */
final class UsageScan implements JsonRequest.FieldReader {

    private static final String WANT_USAGE = "{\"include_usage\":true}";

    private boolean usageWanted;
    private @Nullable Edit usageEdit;

    boolean isWanted() {
        return usageWanted;
    }

    /** {@return what makes the request ask for the usage, where it streams} */
    List<Edit> edits(JsonRequest request) {
        if (!request.stream() || (usageEdit == null && usageWanted)) {
            return List.of();
        }
        return usageEdit != null
                ? request.moved(List.of(usageEdit))
                : List.of(new Edit(request.end(), request.end(), ",\"stream_options\":" + WANT_USAGE));
    }

    @Override
    public boolean read(String name, JsonParser parser) throws IOException {
        if (!name.equals("stream_options")) {
            return false;
        }
        streamOptions(parser);
        return true;
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
