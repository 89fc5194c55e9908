package dev.llmrouter.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** The one Jackson set-up for OpenAI's format: UTF-8, bounded depth, strings as long as a body may be. */
public final class Json {

    /** How deep a request or a reply may be nested. Deeper ones are attacks, and cost a stack to read as a tree. */
    public static final int MAX_DEPTH = 200;

    /** Reads trees and writes objects. Thread-safe. */
    public static final JsonMapper MAPPER = new JsonMapper(JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build());

    /** Makes parsers and generators. Thread-safe. */
    public static final JsonFactory FACTORY = MAPPER.getFactory();

    private Json() {}

    /** {@return whether these bytes are one JSON object and nothing else; builds nothing} */
    public static boolean isObject(byte[] bytes, int from, int length) {
        try (JsonParser parser = FACTORY.createParser(bytes, from, length)) {
            return parser.nextToken() == JsonToken.START_OBJECT
                    && parser.skipChildren().currentToken() == JsonToken.END_OBJECT
                    && parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
