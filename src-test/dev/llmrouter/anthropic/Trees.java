package dev.llmrouter.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.openai.ChatTranslatable.Translated;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** JSON as tests write it, with single quotes, and requests made of it. */
final class Trees {

    private static final Pattern DATA = Pattern.compile("(?md)^data: (.*)$");

    private Trees() {}

    static String json(String quoted) {
        return quoted.replace('\'', '"');
    }

    static JsonNode tree(String quoted) {
        return read(json(quoted));
    }

    static JsonNode read(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    static Translated toChat(String fields) {
        return MessagesRequest.read(
                        json("{'model':'m','max_tokens':9," + fields + "}").getBytes(UTF_8))
                .toChat();
    }

    static ChatAsMessages chat(String fields, StructuredOutput structured) {
        return ChatAsMessages.of(
                OpenAiRequest.read(json("{'model':'m'," + fields + "}").getBytes(UTF_8)), structured);
    }

    static ChatAsMessages chat(String fields) {
        return chat(fields, StructuredOutput.NATIVE);
    }

    static JsonNode toMessages(String fields) {
        return read(chat(fields).forModel("claude").toString());
    }

    /** The data of every event but {@code [DONE]}. */
    static List<JsonNode> events(Buffer events) {
        List<JsonNode> data = new ArrayList<>();
        DATA.matcher(events.toString())
                .results()
                .map(found -> found.group(1))
                .filter(text -> !text.equals("[DONE]"))
                .forEach(text -> data.add(read(text)));
        return data;
    }
}
