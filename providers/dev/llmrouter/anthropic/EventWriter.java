package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;

/** Writes events as Anthropic's clients expect them: each with its name, and the name once more in its JSON. */
final class EventWriter {

    private Buffer written = Buffer.buffer();

    /** {@return the JSON of an event, which has its type only} */
    static ObjectNode event(String type) {
        return Json.MAPPER.createObjectNode().put("type", type);
    }

    /** {@return the JSON of an event about one block of the content} */
    static ObjectNode event(String type, int index) {
        return event(type).put("index", index);
    }

    void write(ObjectNode event) {
        append(written, event);
    }

    /** {@return what was written since the last time} */
    Buffer take() {
        Buffer taken = written;
        written = Buffer.buffer();
        return taken;
    }

    private static Buffer append(Buffer to, ObjectNode event) {
        return to.appendString("event: ")
                .appendString(event.path("type").textValue())
                .appendString("\ndata: ")
                .appendString(event.toString())
                .appendString("\n\n");
    }

    /** {@return the event with which a message ends well} */
    static Buffer stop() {
        return append(Buffer.buffer(), event("message_stop"));
    }

    /** {@return the event with which a message breaks off} */
    static Buffer error(String type, String message) {
        ObjectNode error = event("error");
        error.putObject("error").put("type", type).put("message", message);
        return append(Buffer.buffer(), error);
    }
}
