package dev.llmrouter.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.outcome.Usage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What stands at the top of a reply or an event, for dialects of which a router knows no more; found without building a
 * tree, since an image may be in it.
 *
 * @param isJson whether it is one JSON object or list
 * @param hasData whether it has a list {@code data}
 * @param type its {@code type}; null where it has none
 * @param usage the provider's own count; null where it does not tell it
 * @param error the {@code error}, an object or a text; null where there is none
 */
public record TopFacts(
        boolean isJson, boolean hasData, @Nullable String type, @Nullable Usage usage, @Nullable JsonNode error) {

    private static final TopFacts INVALID = new TopFacts(false, false, null, null, null);

    /** {@return the facts of the JSON in these bytes; never fails} */
    public static TopFacts read(byte[] bytes, int from, int length) {
        try (JsonParser parser = Json.FACTORY.createParser(bytes, from, length)) {
            return new Scan(parser).read();
        } catch (IOException e) {
            return INVALID;
        }
    }

    /**
     * {@return a usage object with {@code prompt_tokens} and {@code completion_tokens}, with {@code input_tokens} and
     * {@code output_tokens}, or with no more than {@code total_tokens}; null where it counts no tokens}
     */
    static @Nullable Usage usage(JsonNode usage) {
        JsonNode input = either(usage, "prompt_tokens", "input_tokens");
        JsonNode output = either(usage, "completion_tokens", "output_tokens");
        JsonNode total = usage.path("total_tokens");
        if (!input.isNumber() && !output.isNumber() && !total.isNumber()) {
            return null;
        }
        JsonNode details = either(usage, "prompt_tokens_details", "input_tokens_details");
        return new Usage(
                input.isNumber() ? input.asLong() : Math.max(0, total.asLong() - output.asLong()),
                details.path("cached_tokens").asLong(),
                0,
                output.asLong(),
                0,
                false);
    }

    private static JsonNode either(JsonNode usage, String name, String other) {
        return usage.hasNonNull(name) ? usage.path(name) : usage.path(other);
    }

    /** One pass over one reply. */
    private static final class Scan {
        private final JsonParser parser;
        private boolean hasData;
        private @Nullable String type;
        private @Nullable Usage usage;
        private @Nullable JsonNode error;

        Scan(JsonParser parser) {
            this.parser = parser;
        }

        TopFacts read() throws IOException {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                parser.skipChildren();
            } else if (first == JsonToken.START_OBJECT) {
                fields();
            } else {
                return INVALID;
            }
            boolean isWhole =
                    parser.currentToken() != null && parser.currentToken().isStructEnd();
            return isWhole && parser.nextToken() == null ? new TopFacts(true, hasData, type, usage, error) : INVALID;
        }

        private void fields() throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "data" -> hasData |= value == JsonToken.START_ARRAY;
                    case "type" -> type = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                    case "usage" -> usage = value == JsonToken.START_OBJECT ? usage(tree()) : null;
                    case "error" -> error = value == JsonToken.START_OBJECT || isText() ? tree() : null;
                    default -> {}
                }
                parser.skipChildren();
            }
        }

        private boolean isText() throws IOException {
            return parser.currentToken() == JsonToken.VALUE_STRING && parser.getTextLength() > 0;
        }

        private JsonNode tree() throws IOException {
            return Json.MAPPER.readTree(parser);
        }
    }
}
