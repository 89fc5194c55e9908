package dev.llmrouter.responses;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** JSON, requests and events on one line; single quotes stand for double ones. */
final class Fixture {

    /** One event as a client sees it. */
    record Seen(String name, JsonNode data) {

        String text(String field) {
            return data.path(field).asText();
        }
    }

    private Fixture() {}

    static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** A request for the model {@code m} with further fields. */
    static ResponsesRequest request(String fields) {
        return ResponsesRequest.read(
                Buffer.buffer("{'model':'m',%s}".formatted(fields).replace('\'', '"'))
                        .getBytes());
    }

    /** What becomes of its messages in a chat. */
    static JsonNode messages(String input) {
        return request("'input':" + input).toChat().request().tree().path("messages");
    }

    /** A chunk of a chat completion with that delta. */
    static String chunk(String delta, String finish) {
        return ("data: {'id':'chatcmpl-1','object':'chat.completion.chunk','created':1760000000,'model':'up',"
                        + "'choices':[{'index':0,'delta':" + delta + ",'finish_reason':" + finish + "}]}\n\n")
                .replace('\'', '"');
    }

    static List<Seen> events(Buffer stream) {
        List<Seen> seen = new ArrayList<>();
        byte[] bytes = stream.getBytes();
        for (int at = 0; at < bytes.length; ) {
            int end = EventCutter.end(bytes, at);
            EventCutter.Data data = EventCutter.data(bytes, at, end);
            if (data != null) {
                String event = new String(bytes, at, end - at, java.nio.charset.StandardCharsets.UTF_8);
                String name = event.substring("event: ".length(), event.indexOf('\n'));
                seen.add(new Seen(name, tree(data.text())));
            }
            at = end;
        }
        return seen;
    }

    private static JsonNode tree(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
