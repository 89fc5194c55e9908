package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;

/** {@code cache_control}: up to where a prompt is to be kept for later. Both dialects write it alike. */
final class CacheMarker {

    static final String FIELD = "cache_control";

    private CacheMarker() {}

    static void copy(JsonAt from, ObjectNode to) {
        JsonNode marker = from.node().path(FIELD);
        if (marker.isObject()) {
            to.set(FIELD, marker);
        }
    }
}
