package dev.llmrouter.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.llmrouter.wire.JsonRequest;
import java.time.Duration;
import java.util.Collection;

/**
 * What a caller wants of a batch.
 *
 * @param window in which it is to be done, in OpenAI's words
 * @param metadata of the caller's own; JSON's null where it said none
 * @param outputSeconds for how long the files with results are kept; 0 for as long as is configured
 */
record BatchOrder(String inputFileId, String endpoint, String window, JsonNode metadata, long outputSeconds) {

    private static final int MOST_PAIRS = 16;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_VALUE = 512;
    private static final long SHORTEST = Duration.ofHours(1).toSeconds();
    private static final long LONGEST = Duration.ofDays(30).toSeconds();

    /** {@return what a request says} Throws for what OpenAI refuses, too. */
    static BatchOrder of(JsonNode request, Collection<String> endpoints) {
        String endpoint = text(request, "endpoint");
        if (!endpoints.contains(endpoint)) {
            throw JsonRequest.malformed(
                    "Invalid 'endpoint': expected one of " + String.join(", ", endpoints), "endpoint");
        }
        String window = text(request, "completion_window");
        if (!window.equals("24h")) {
            throw JsonRequest.malformed("Invalid 'completion_window': expected 24h.", "completion_window");
        }
        return new BatchOrder(
                text(request, "input_file_id"),
                endpoint,
                window,
                metadata(request.path("metadata")),
                seconds(request.path("output_expires_after")));
    }

    Duration time() {
        return Duration.ofHours(24);
    }

    private static String text(JsonNode request, String name) {
        JsonNode value = request.get(name);
        if (value == null || value.isNull()) {
            throw JsonRequest.malformed("Missing required parameter: '" + name + "'.", name);
        }
        if (!value.isTextual()) {
            throw JsonRequest.malformed("Invalid '" + name + "': expected a text.", name);
        }
        return value.asText();
    }

    private static JsonNode metadata(JsonNode metadata) {
        if (metadata.isMissingNode() || metadata.isNull()) {
            return NullNode.getInstance();
        }
        boolean fits = metadata.isObject() && metadata.size() <= MOST_PAIRS;
        for (var pair : metadata.properties()) {
            JsonNode value = pair.getValue();
            fits &= pair.getKey().length() <= LONGEST_NAME
                    && value.isTextual()
                    && value.asText().length() <= LONGEST_VALUE;
        }
        if (!fits) {
            throw JsonRequest.malformed(
                    "Invalid 'metadata': expected an object of at most " + MOST_PAIRS + " texts, with names of up to "
                            + LONGEST_NAME + " and values of up to " + LONGEST_VALUE + " characters.",
                    "metadata");
        }
        return metadata;
    }

    private static long seconds(JsonNode after) {
        if (after.isMissingNode() || after.isNull()) {
            return 0;
        }
        long seconds = after.path("seconds").asLong();
        if (!after.path("anchor").asText().equals("created_at") || seconds < SHORTEST || seconds > LONGEST) {
            throw JsonRequest.malformed(
                    "Invalid 'output_expires_after': expected the anchor created_at, and seconds from " + SHORTEST
                            + " to " + LONGEST + ".",
                    "output_expires_after");
        }
        return seconds;
    }
}
