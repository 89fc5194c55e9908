package dev.llmrouter.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.JsonRequest.Edit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds in the earlier replies of a conversation the thoughts that another provider's model had: Anthropic refuses a
 * request with a signature that is not its own, so a conversation could not come to it, or back to it. Not thread-safe.
 */
final class ForeignThoughts {

    private static final String NO_TEXT = "{\"type\":\"text\",\"text\":\"(no text)\"}";

    private final List<Edit> edits = new ArrayList<>();
    private boolean isThoughtOf = true;
    private boolean hasResult;
    private Block block = Block.NONE;

    /** What was read of one block. */
    private record Block(String type, String signature) {

        static final Block NONE = new Block("", "");

        boolean isThought() {
            return type.equals("thinking") || type.equals("redacted_thinking");
        }

        boolean isForeign() {
            return isThought() && Signature.isForeign(signature);
        }
    }

    /** {@return what takes them out of the request} */
    List<Edit> edits() {
        return edits;
    }

    /** {@return whether the model is to go on with a turn in which it called tools without a thought of its own} */
    boolean isWithinTurnOfAnother() {
        return hasResult && !isThoughtOf;
    }

    /** Reads one message, whose first token is the current one, to its last. */
    void read(JsonParser parser) throws IOException {
        hasResult = false;
        boolean isReply = false;
        boolean keepsThought = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("content") && value == JsonToken.START_ARRAY) {
                keepsThought = content(parser);
            } else {
                isReply |= name.equals("role") && parser.getValueAsString("").equals("assistant");
                parser.skipChildren();
            }
        }
        if (isReply) {
            isThoughtOf = keepsThought;
        }
    }

    /** Reads the blocks of one message, and whether one of them is a thought that may stay. */
    private boolean content(JsonParser parser) throws IOException {
        boolean keepsThought = false;
        int foreign = -1;
        int end = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            int begin = JsonRequest.beginOf(parser);
            if (foreign >= 0) {
                edits.add(new Edit(foreign, begin, ""));
            }
            block(parser);
            end = (int) parser.currentLocation().getByteOffset();
            foreign = block.isForeign() ? begin : -1;
            keepsThought |= block.isThought() && !block.isForeign();
            hasResult |= block.type().equals("tool_result");
        }
        if (foreign >= 0) {
            // Anthropic takes no turn of nothing
            edits.add(new Edit(foreign, end, NO_TEXT));
        }
        return keepsThought;
    }

    private void block(JsonParser parser) throws IOException {
        block = Block.NONE;
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        String type = "";
        String signature = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "type" -> type = parser.getValueAsString("");
                case Thoughts.SIGNATURE, Thoughts.DATA -> signature = parser.getValueAsString("");
                default -> {}
            }
            parser.skipChildren();
        }
        block = new Block(type, signature);
    }
}
