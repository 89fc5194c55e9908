package dev.llmrouter.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model said, whichever dialect it was in: lives only as long as two of them are compared.
 *
 * @param tools names of the tools it called, in order
 */
record Said(String text, List<String> tools) {

    private static final String DATA = "data:";

    /** {@return what is in a reply; null where it can't be told, as of a stream that was too long} */
    static @Nullable Said in(LlmReply reply) {
        try {
            LlmStream stream = reply.stream();
            if (stream instanceof HeardStream heard) {
                byte[] events = heard.heard();
                return events == null ? null : inEvents(new String(events, StandardCharsets.UTF_8));
            }
            Buffer body = reply.body();
            if (stream == null && body != null) {
                return new Reader().whole(Json.MAPPER.readTree(body.getBytes()));
            }
            return stream == null
                    ? new Reader().whole(Json.MAPPER.readTree(reply.json("", "").getBytes()))
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static Said inEvents(String events) throws JsonProcessingException {
        Reader reader = new Reader();
        for (String line : events.split("\n", -1)) {
            String data = line.startsWith(DATA) ? line.substring(DATA.length()).strip() : "";
            if (data.startsWith("{")) {
                reader.event(Json.MAPPER.readTree(data));
            }
        }
        return reader.said();
    }

    /** {@return the text as JSON, an object or a list; null where it is none} */
    @Nullable
    JsonNode json() {
        String stripped = text.strip();
        if (!stripped.startsWith("{") && !stripped.startsWith("[")) {
            return null;
        }
        try {
            return Json.MAPPER.readTree(stripped);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** Finds text and tools where chat completions, completions, Messages and Responses have them. */
    private static final class Reader {
        private final StringBuilder text = new StringBuilder();
        private final List<String> tools = new ArrayList<>();

        Said said() {
            return new Said(text.toString(), List.copyOf(tools));
        }

        Said whole(JsonNode reply) {
            JsonNode choice = reply.path("choices").path(0);
            text(choice.path("text"));
            message(choice.path("message"));
            reply.path("content").forEach(this::part);
            reply.path("output").forEach(item -> {
                item.path("content").forEach(part -> text(part.path("text")));
                part(item);
            });
            return said();
        }

        void event(JsonNode event) {
            JsonNode choice = event.path("choices").path(0);
            text(choice.path("text"));
            message(choice.path("delta"));
            switch (event.path("type").asText()) {
                case "content_block_start" -> part(event.path("content_block"));
                case "content_block_delta" -> text(event.path("delta").path("text"));
                case "response.output_text.delta" -> text(event.path("delta"));
                case "response.output_item.done" -> tool(event.path("item"));
                default -> {
                    // of no interest
                }
            }
        }

        private void message(JsonNode message) {
            text(message.path("content"));
            message.path("tool_calls")
                    .forEach(call -> name(call.path("function").path("name")));
        }

        private void part(JsonNode part) {
            if (part.path("type").asText().equals("text")) {
                text(part.path("text"));
            }
            tool(part);
        }

        private void tool(JsonNode part) {
            String type = part.path("type").asText();
            if (type.equals("tool_use") || type.equals("function_call")) {
                name(part.path("name"));
            }
        }

        private void text(JsonNode piece) {
            if (piece.isTextual()) {
                text.append(piece.textValue());
            }
        }

        private void name(JsonNode name) {
            if (name.isTextual() && !name.textValue().isEmpty()) {
                tools.add(name.textValue());
            }
        }
    }
}
