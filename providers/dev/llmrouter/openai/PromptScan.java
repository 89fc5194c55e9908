package dev.llmrouter.openai;

import static dev.llmrouter.wire.JsonRequest.malformed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmrouter.wire.JsonRequest;
import java.io.IOException;

/** What is the older completions' own at the top of a request: that there is a prompt, and whether usage is asked for. */
final class PromptScan implements JsonRequest.FieldReader {

    private final UsageScan usage = new UsageScan();
    private boolean hasPrompt;

    CompletionsRequest read(byte[] json) {
        JsonRequest request = JsonRequest.read(json, this);
        if (!hasPrompt) {
            throw malformed("Missing required parameter: 'prompt', a text.", "prompt");
        }
        return new CompletionsRequest(request, usage.isWanted(), usage.edits(request));
    }

    @Override
    public boolean read(String name, JsonParser parser) throws IOException {
        if (!name.equals("prompt")) {
            return usage.read(name, parser);
        }
        JsonRequest.once(!hasPrompt, "prompt");
        JsonToken value = parser.currentToken();
        if (value != JsonToken.VALUE_STRING && value != JsonToken.START_ARRAY) {
            throw malformed("Invalid type for 'prompt': expected a text or a list.", "prompt");
        }
        parser.skipChildren();
        hasPrompt = true;
        return true;
    }
}
