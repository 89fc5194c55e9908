package dev.llmrouter.openai;

import static dev.llmrouter.wire.JsonRequest.malformed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.Needs;
import java.io.IOException;

/** What is chat completions' own at the top of a request: that there are messages, and whether usage is asked for. */
final class RequestScan implements JsonRequest.FieldReader {

    private final UsageScan usage = new UsageScan();
    private final Needs needs = new Needs();
    private boolean hasMessages;
    private int maxOutputTokens;
    private int choices = 1;

    OpenAiRequest read(byte[] json, boolean isTranslated) {
        JsonRequest request = JsonRequest.read(json, this);
        if (!hasMessages) {
            throw malformed("Missing required parameter: 'messages', a list with at least one message.", "messages");
        }
        return new OpenAiRequest(
                request, isTranslated, usage.isWanted(), maxOutputTokens, choices, needs.all(), usage.edits(request));
    }

    @Override
    public boolean read(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "messages" -> messages(parser);
            case "max_tokens", "max_completion_tokens" -> maxOutputTokens(parser);
            case "n" -> choices = Math.max(1, JsonRequest.countAt(parser));
            default -> {
                return usage.read(name, parser) || needs.read(name, parser);
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
            needs.parts(parser);
            hasMessages = true;
        }
    }

    /** What is no count is for the provider to refuse. */
    private void maxOutputTokens(JsonParser parser) throws IOException {
        maxOutputTokens = Math.max(maxOutputTokens, JsonRequest.countAt(parser));
    }
}
