package dev.llmrouter.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a router must know of one chunk of a stream, or of one whole reply; found without building a tree.
 *
 * @param isValid whether it is one JSON object whose choices, if it has any, are objects
 * @param hasChoices whether there is at least one choice
 * @param hasContent whether a choice brings something that a caller would show or act on, or its end
 * @param choices which choices it is about, a bit for each index
 * @param finished which of them end
 * @param textLength how many UTF-16 units of text the choices bring, arguments of tools not counted
 * @param otherLength how many UTF-16 units of texts there are within anything else that the choices bring
 * @param usage the provider's own count, where this is where it tells it
 * @param error the {@code error} object, where there is one
 */
record ChunkFacts(
        boolean isValid,
        boolean hasChoices,
        boolean hasContent,
        long choices,
        long finished,
        int textLength,
        int otherLength,
        @Nullable Usage usage,
        @Nullable JsonNode error) {

    private static final ChunkFacts INVALID = new ChunkFacts(false, false, false, 0, 0, 0, 0, null, null);

    /** {@return the facts of the JSON in these bytes; never fails} */
    public static ChunkFacts read(byte[] bytes, int from, int length) {
        try (JsonParser parser = Json.FACTORY.createParser(bytes, from, length)) {
            return new Scan(parser).read();
        } catch (IOException e) {
            return INVALID;
        }
    }

    /** One pass over one chunk. */
    private static final class Scan {
        private final JsonParser parser;
        private boolean isOdd;
        private boolean hasChoices;
        private boolean hasContent;
        private long choices;
        private long finished;
        private int textLength;
        private int otherLength;
        private @Nullable Usage usage;
        private @Nullable JsonNode error;

        Scan(JsonParser parser) {
            this.parser = parser;
        }

        ChunkFacts read() throws IOException {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return INVALID;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "choices" -> choices();
                    case "usage" -> usage();
                    case "error" -> error();
                    default -> parser.skipChildren();
                }
            }
            boolean isWhole = parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
            if (!isWhole || (isOdd && error == null)) {
                return INVALID;
            }
            return new ChunkFacts(
                    true, hasChoices, hasContent, choices, finished, textLength, otherLength, usage, error);
        }

        private void usage() throws IOException {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                usage = UsageReader.read(Json.MAPPER.readTree(parser));
            } else {
                parser.skipChildren();
            }
        }

        private void error() throws IOException {
            if (parser.currentToken() != JsonToken.VALUE_NULL) {
                error = Json.MAPPER.readTree(parser);
            }
        }

        /** What clients would stumble over; null they know. */
        private void skipOdd() throws IOException {
            isOdd |= parser.currentToken() != JsonToken.VALUE_NULL;
            parser.skipChildren();
        }

        private void choices() throws IOException {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                skipOdd();
                return;
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() == null) {
                    return;
                }
                hasChoices = true;
                choice();
            }
        }

        private void choice() throws IOException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                skipOdd();
                return;
            }
            int index = 0;
            boolean isFinish = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "index" -> {
                        index = parser.getValueAsInt();
                        parser.skipChildren();
                    }
                    case "delta", "message" -> delta();
                    case "finish_reason" -> {
                        isFinish = value == JsonToken.VALUE_STRING;
                        parser.skipChildren();
                    }
                    case "text" -> hasContent |= isSomething();
                    default -> parser.skipChildren();
                }
            }
            hasContent |= isFinish;
            choices |= 1L << index;
            finished |= isFinish ? 1L << index : 0;
        }

        private void delta() throws IOException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                skipOdd();
                return;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isRole = parser.currentName().equals("role");
                parser.nextToken();
                if (isRole) {
                    parser.skipChildren();
                } else {
                    hasContent |= isSomething();
                }
            }
        }

        /** Whether the value, which is passed over, says more than null, an empty text or an empty list. */
        private boolean isSomething() throws IOException {
            return switch (parser.currentToken()) {
                case VALUE_NULL -> false;
                case VALUE_STRING -> {
                    textLength += parser.getTextLength();
                    yield parser.getTextLength() > 0;
                }
                case START_ARRAY, START_OBJECT -> {
                    boolean isFilled = !parser.nextToken().isStructEnd();
                    if (isFilled) {
                        skipRest();
                    }
                    yield isFilled;
                }
                default -> true;
            };
        }

        /** Passes over what is left of the array or object whose first token is the current one. */
        private void skipRest() throws IOException {
            int open = parser.currentToken().isStructStart() ? 2 : 1;
            while (open > 0) {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    throw new java.io.EOFException();
                }
                otherLength += token == JsonToken.VALUE_STRING ? parser.getTextLength() : 0;
                open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            }
        }
    }
}
