package dev.llmrouter.responses;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** The chunks of one chat completion as the events of one response. Not thread-safe. */
final class ChunkTranslator implements EventTranslator {

    private final EventWriter writer = new EventWriter(0);
    private final GrowingResponse response;
    private boolean isOver;

    ChunkTranslator(ResponseForm form) {
        this.response = new GrowingResponse(form, writer);
    }

    @Override
    public Buffer translate(Buffer events) {
        byte[] bytes = events.getBytes();
        EventCutter.forEach(bytes, (from, end, data) -> {
            if (data != null) {
                translate(data);
            } else if (bytes[from] == ':') {
                writer.comment(bytes, from, end - from);
            }
        });
        return writer.taken();
    }

    private void translate(EventCutter.Data data) {
        if (isOver) {
            return;
        }
        if (data.isDone()) {
            isOver = true;
            response.complete();
        } else {
            JsonNode chunk = tree(data);
            if (chunk != null && chunk.hasNonNull("error")) {
                broken(chunk.path("error"));
            } else if (chunk != null) {
                response.hear(chunk);
            }
        }
    }

    private void broken(JsonNode error) {
        isOver = true;
        String message = error.path("message").asText(error.asText());
        writer.error(message, text(error, "type"), text(error, "param"), text(error, "code"));
    }

    private static @Nullable String text(JsonNode error, String name) {
        JsonNode value = error.path(name);
        return value.isValueNode() && !value.isNull() ? value.asText() : null;
    }

    /** What is no JSON was left out before it came here. */
    private static @Nullable JsonNode tree(EventCutter.Data data) {
        try {
            return Json.MAPPER.readTree(data.text());
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
