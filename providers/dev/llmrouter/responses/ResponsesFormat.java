package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.wire.EventReader;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.ReplyFacts;
import dev.llmrouter.wire.WireFormat;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** How responses look: a stream is typed events, of which the last one holds the whole response. */
final class ResponsesFormat implements WireFormat {

    static final ResponsesFormat INSTANCE = new ResponsesFormat();

    private ResponsesFormat() {}

    @Override
    public ReplyFacts whole(byte[] body) {
        try {
            JsonNode reply = Json.MAPPER.readTree(body);
            if (reply == null || !reply.isObject()) {
                return ReplyFacts.NONE;
            }
            JsonNode error = reply.path("error");
            return new ReplyFacts(
                    reply.path("output").isArray(),
                    textLength(reply.path("output")),
                    ResponsesUsage.read(reply.path("usage")),
                    error.isObject() || error.isTextual() ? error : null);
        } catch (IOException e) {
            return ReplyFacts.NONE;
        }
    }

    private static long textLength(JsonNode output) {
        long length = 0;
        for (JsonNode item : output) {
            for (JsonNode part : item.path("content")) {
                length += part.path("text").asText().length();
            }
        }
        return length;
    }

    @Override
    public EventReader events() {
        return new ResponsesEvents();
    }

    @Override
    public Buffer broken(Failure why) {
        return broken(why, 0);
    }

    @Override
    public Buffer broken(Failure why, EventReader heard) {
        return broken(why, heard instanceof ResponsesEvents events ? events.nextNumber() : 0);
    }

    private static Buffer broken(Failure why, long number) {
        EventWriter writer = new EventWriter(number);
        writer.error(why.message(), "upstream_error", null, why.kind().code());
        return writer.taken();
    }

    /** The event that says that a response is complete is the last one. */
    @Override
    public Buffer end() {
        return Buffer.buffer();
    }
}
