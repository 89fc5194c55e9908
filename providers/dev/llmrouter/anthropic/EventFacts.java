package dev.llmrouter.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a router must know of one event, or of one whole message; found without building a tree of it.
 *
 * @param type such as {@code content_block_delta}; empty for what is no JSON object, or has a piece that is none
 * @param isMessage whether it has a list of content, as a whole message has
 * @param hasContent whether it brings something that a caller would show or act on
 * @param isFinish whether it says why the reply ended
 * @param textLength how many UTF-16 units of text it brings
 * @param usage the provider's own count, where this is where it tells it
 * @param error the {@code error} object, where there is one
 */
record EventFacts(
        String type,
        boolean isMessage,
        boolean hasContent,
        boolean isFinish,
        int textLength,
        @Nullable JsonNode usage,
        @Nullable JsonNode error) {

    private static final EventFacts NONE = new EventFacts("", false, false, false, 0, null, null);

    /** {@return the facts of the JSON in these bytes; never fails} */
    static EventFacts read(byte[] bytes, int from, int length) {
        try (JsonParser parser = Json.FACTORY.createParser(bytes, from, length)) {
            return new Scan(parser).read();
        } catch (IOException e) {
            return NONE;
        }
    }

    /** One pass over one event. */
    private static final class Scan {

        private final JsonParser parser;
        private String type = "unnamed";
        private boolean isOdd;
        private boolean isMessage;
        private boolean hasContent;
        private boolean isFinish;
        private int textLength;
        private @Nullable JsonNode usage;
        private @Nullable JsonNode error;

        Scan(JsonParser parser) {
            this.parser = parser;
        }

        EventFacts read() throws IOException {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return NONE;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                field(name);
            }
            if (isOdd || parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                return NONE;
            }
            return new EventFacts(type, isMessage, hasContent, isFinish, textLength, usage, error);
        }

        private void field(String name) throws IOException {
            switch (name) {
                case "type" -> type = parser.getValueAsString("");
                case "message" -> started();
                case "content" -> content();
                case "content_block", "delta" -> piece();
                case "usage" -> usage = Json.MAPPER.readTree(parser);
                case "error" -> error = parser.currentToken() == JsonToken.VALUE_NULL ? null : tree();
                default -> parser.skipChildren();
            }
        }

        private JsonNode tree() throws IOException {
            return Json.MAPPER.readTree(parser);
        }

        /** The message of message_start is empty but for who speaks, and the tokens of the prompt. */
        private void started() throws IOException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                return;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isUsage = parser.currentName().equals("usage");
                parser.nextToken();
                if (isUsage) {
                    usage = tree();
                } else {
                    parser.skipChildren();
                }
            }
        }

        private void content() throws IOException {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                parser.skipChildren();
                return;
            }
            isMessage = true;
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                piece();
            }
        }

        /** A block, or what comes to one, or the end: whatever says something but for the names of things counts. */
        private void piece() throws IOException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                isOdd |= parser.currentToken() != JsonToken.VALUE_NULL;
                parser.skipChildren();
                return;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("type")) {
                    parser.skipChildren();
                } else {
                    isFinish |= name.equals("stop_reason") && value == JsonToken.VALUE_STRING;
                    hasContent |= saysSomething(value);
                }
            }
        }

        private boolean saysSomething(JsonToken value) throws IOException {
            return switch (value) {
                case VALUE_NULL -> false;
                case VALUE_STRING -> {
                    textLength += parser.getTextLength();
                    yield parser.getTextLength() > 0;
                }
                case START_ARRAY, START_OBJECT -> !tree().isEmpty();
                default -> true;
            };
        }
    }
}
