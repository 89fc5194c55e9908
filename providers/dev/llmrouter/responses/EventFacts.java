package dev.llmrouter.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a router must know of one event of a stream; of an event that is a piece of a reply no tree is built.
 *
 * @param number its {@code sequence_number}; -1 where it has none
 * @param isContent whether it brings something that a caller would show or act on, or the end
 * @param isEnd whether it is the last event of a response that did not fail
 * @param textLength how many UTF-16 units of text it brings, arguments of tools not counted
 * @param callLength how many of the arguments of tools
 * @param usage the provider's own count, where this is where it tells it
 * @param error what went wrong, where it says so
 */
record EventFacts(
        long number,
        boolean isContent,
        boolean isEnd,
        int textLength,
        int callLength,
        @Nullable Usage usage,
        @Nullable JsonNode error) {

    /** {@return the facts of the JSON in these bytes; null where it is no JSON object; never fails} */
    static @Nullable EventFacts read(byte[] bytes, int from, int length) {
        try (JsonParser parser = Json.FACTORY.createParser(bytes, from, length)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? new Scan(parser).read() : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** One pass over one event. */
    private static final class Scan {
        private final JsonParser parser;
        private String type = "";
        private String itemType = "";
        private long number = -1;
        private int deltaLength;
        private @Nullable JsonNode response;
        private @Nullable JsonNode error;
        private String message = "";
        private @Nullable String code;

        Scan(JsonParser parser) {
            this.parser = parser;
        }

        @Nullable
        EventFacts read() throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                field(name);
            }
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null ? facts() : null;
        }

        private void field(String name) throws IOException {
            switch (name) {
                case "type" -> type = scalar("");
                case "sequence_number" -> number = Math.max(-1, parser.getValueAsLong(-1));
                case "delta" -> delta();
                case "item" -> item();
                case "response" -> response();
                case "error" -> error = parser.currentToken() == JsonToken.VALUE_NULL ? null : tree();
                case "message" -> message = scalar("");
                case "code" -> code = parser.currentToken() == JsonToken.VALUE_NULL ? null : scalar("");
                default -> parser.skipChildren();
            }
        }

        private String scalar(String otherwise) throws IOException {
            String text = parser.getValueAsString(otherwise);
            parser.skipChildren();
            return text;
        }

        private JsonNode tree() throws IOException {
            return Json.MAPPER.readTree(parser);
        }

        private void delta() throws IOException {
            deltaLength = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getTextLength() : 1;
            parser.skipChildren();
        }

        private void item() throws IOException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                return;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isType = parser.currentName().equals("type");
                parser.nextToken();
                if (isType) {
                    itemType = scalar("");
                } else {
                    parser.skipChildren();
                }
            }
        }

        /** The whole request is quoted in the first events; only in the last ones there is something to learn from it. */
        private void response() throws IOException {
            if (isFrame()) {
                parser.skipChildren();
            } else {
                response = tree();
            }
        }

        private boolean isFrame() {
            return switch (type) {
                case "response.created",
                        "response.queued",
                        "response.in_progress",
                        "response.content_part.added",
                        "response.reasoning_summary_part.added" -> true;
                case "response.output_item.added", "response.output_item.done" ->
                    itemType.equals("message") || itemType.equals("reasoning");
                default -> false;
            };
        }

        private EventFacts facts() {
            JsonNode told = response == null ? Json.MAPPER.missingNode() : response;
            boolean isEnd = type.equals("response.completed") || type.equals("response.incomplete");
            boolean isPiece = type.endsWith(".delta");
            boolean isText = isPiece && !type.contains("_call");
            boolean isContent = isPiece ? deltaLength > 0 : type.startsWith("response.") && !isFrame();
            return new EventFacts(
                    number,
                    isContent && !type.equals("response.failed"),
                    isEnd,
                    isText ? deltaLength : 0,
                    isPiece && !isText ? deltaLength : 0,
                    ResponsesUsage.read(told.path("usage")),
                    failure(told));
        }

        private @Nullable JsonNode failure(JsonNode told) {
            if (error != null) {
                return error;
            }
            if (type.equals("error")) {
                return Json.MAPPER.createObjectNode().put("message", message).put("code", code);
            }
            if (!type.equals("response.failed")) {
                return null;
            }
            JsonNode reason = told.path("error");
            return reason.isObject() || reason.isTextual() ? reason : Json.MAPPER.createObjectNode();
        }
    }
}
