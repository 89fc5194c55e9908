package dev.llmrouter.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes chat completions as the older {@code text_completion}: what is no text has no place there. Of a stream every
 * event of a text becomes one event; its end, and an error, look the same. Not thread-safe.
 */
final class CompletionWriter implements EventTranslator {

    private final boolean usageWanted;
    private final WholeText said = new WholeText();

    CompletionWriter(boolean usageWanted) {
        this.usageWanted = usageWanted;
    }

    /** {@return a whole chat completion as a completion, as JSON in UTF-8} */
    static byte[] whole(byte[] completion) {
        try {
            JsonNode chat = Json.MAPPER.readTree(completion);
            JsonNode choice = chat.path("choices").path(0);
            ObjectNode json = head(chat);
            choice(json, text(choice.path("message")), finish(choice, "stop"));
            if (chat.path("usage").isObject()) {
                json.set("usage", chat.path("usage"));
            }
            return json.toString().getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("a reply was passed on that is not JSON", e);
        }
    }

    @Override
    public Buffer translate(Buffer events) {
        Buffer translated = Buffer.buffer();
        byte[] bytes = events.getBytes();
        EventCutter.forEach(bytes, (from, end, data) -> {
            JsonNode chunk = data == null || data.isDone() ? null : tree(data);
            if (chunk == null || chunk.hasNonNull("error")) {
                translated.appendBytes(bytes, from, end - from);
            } else {
                translate(chunk, translated);
            }
        });
        return translated;
    }

    private void translate(JsonNode chunk, Buffer translated) {
        JsonNode choice = chunk.path("choices").path(0);
        String finish = finish(choice, null);
        String text = said.add(text(choice.path("delta"))) + (finish == null ? "" : said.rest());
        if (!text.isEmpty() || finish != null) {
            ObjectNode json = head(chunk);
            choice(json, text, finish);
            append(translated, json);
        }
        if (usageWanted && chunk.path("usage").isObject()) {
            ObjectNode json = head(chunk);
            json.putArray("choices");
            append(translated, json.set("usage", chunk.path("usage")));
        }
    }

    private static void append(Buffer translated, JsonNode json) {
        translated.appendString("data: ").appendString(json.toString()).appendString("\n\n");
    }

    private static ObjectNode head(JsonNode chat) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", chat.path("id").asText().replaceFirst("^chatcmpl-", "cmpl-"))
                .put("object", "text_completion")
                .put("created", chat.path("created").asLong())
                .put("model", chat.path("model").asText());
    }

    private static void choice(ObjectNode json, String text, @Nullable String finish) {
        json.putArray("choices")
                .addObject()
                .put("text", text)
                .put("index", 0)
                .putNull("logprobs")
                .put("finish_reason", finish);
    }

    private static @Nullable String finish(JsonNode choice, @Nullable String otherwise) {
        JsonNode reason = choice.path("finish_reason");
        if (!reason.isTextual()) {
            return otherwise;
        }
        return switch (reason.asText()) {
            case "length", "content_filter" -> reason.asText();
            default -> "stop";
        };
    }

    /** A refusal is said in words as well. */
    private static String text(JsonNode message) {
        String text = MessageText.of(message.path("content"));
        return text.isEmpty() && message.path("refusal").isTextual()
                ? message.path("refusal").asText()
                : text;
    }

    private static @Nullable JsonNode tree(EventCutter.Data data) {
        try {
            return Json.MAPPER.readTree(data.text());
        } catch (IOException e) {
            return null;
        }
    }
}
