package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Writes the events of one response, each with its type and its number. Not thread-safe. */
final class EventWriter implements EventSink {

    private long number;
    private Buffer written = Buffer.buffer();

    /** {@code number} is that of the first event. */
    EventWriter(long number) {
        this.number = number;
    }

    @Override
    public void send(String type, ObjectNode fields) {
        ObjectNode event =
                JsonNodeFactory.instance.objectNode().put("type", type).put("sequence_number", number++);
        event.setAll(fields);
        written.appendString("event: ")
                .appendString(type)
                .appendString("\ndata: ")
                .appendString(event.toString())
                .appendString("\n\n");
    }

    /**
     * Writes the event that ends a stream which broke off. OpenAI documents it flat and sends it with an {@code error}
     * in it, on which its clients throw; it is both here.
     */
    void error(String message, @Nullable String type, @Nullable String param, @Nullable String code) {
        ObjectNode fields = JsonNodeFactory.instance
                .objectNode()
                .put("code", code)
                .put("message", message)
                .put("param", param);
        fields.putObject("error")
                .put("type", type == null ? "server_error" : type)
                .put("code", code)
                .put("message", message)
                .put("param", param);
        send("error", fields);
    }

    /** Writes a comment, with which a connection is kept alive. */
    void comment(byte[] bytes, int from, int length) {
        written.appendBytes(bytes, from, length);
    }

    /** {@return what was written since the last time} */
    Buffer taken() {
        Buffer taken = written;
        written = Buffer.buffer();
        return taken;
    }
}
