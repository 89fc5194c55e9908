package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.function.Consumer;

/** Takes a buffer of whole events apart. */
final class WholeEvents {

    private WholeEvents() {}

    /** Hands over the data of every event that has some. */
    static void each(Buffer events, Consumer<EventCutter.Data> reader) {
        byte[] bytes = events.getBytes();
        for (int at = 0; at < bytes.length; ) {
            int end = EventCutter.end(bytes, at);
            int next = end < 0 ? bytes.length : end;
            EventCutter.Data data = EventCutter.data(bytes, at, next);
            if (data != null) {
                reader.accept(data);
            }
            at = next;
        }
    }

    /** {@return the data as JSON; missing where it is none} */
    static JsonNode tree(EventCutter.Data data) {
        try {
            return Json.MAPPER.readTree(data.bytes(), data.from(), data.length());
        } catch (IOException e) {
            return Json.MAPPER.missingNode();
        }
    }
}
