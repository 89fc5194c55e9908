package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.ChatTranslatable.Translated;
import dev.llmrouter.openai.JsonAt;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts a request to Messages as a chat completion. */
final class RequestToChat {

    /** What both dialects call the same, or nearly so: their name here, and there. */
    private static final Map<String, String> SAME = Map.of(
            "max_tokens", "max_tokens",
            "temperature", "temperature",
            "top_p", "top_p",
            "top_k", "top_k",
            "stop_sequences", "stop");

    private static final Set<String> READ = Set.of(
            "model",
            "messages",
            "system",
            "stream",
            "tools",
            "tool_choice",
            "metadata",
            "thinking",
            "output_format",
            "output_config",
            "service_tier");

    private final JsonAt root;
    private final ObjectNode chat = Json.MAPPER.createObjectNode();
    private final List<String> dropped = new ArrayList<>();

    private RequestToChat(JsonAt root) {
        this.root = root;
    }

    static Translated translate(JsonNode body, boolean stream) {
        RequestToChat request = new RequestToChat(JsonAt.root(body));
        request.translate(stream);
        byte[] json = request.chat.toString().getBytes(StandardCharsets.UTF_8);
        return new Translated(OpenAiRequest.translated(json), request.dropped);
    }

    private void translate(boolean stream) {
        chat.set("model", root.node().path("model"));
        chat.set("messages", new MessagesToChat(root, dropped).translate());
        for (Map.Entry<String, JsonNode> field : root.node().properties()) {
            String name = SAME.get(field.getKey());
            if (name != null && !field.getValue().isNull()) {
                chat.set(name, field.getValue());
            } else if (name == null
                    && !READ.contains(field.getKey())
                    && !field.getValue().isNull()) {
                dropped.add(field.getKey());
            }
        }
        ToolsToChat.translate(root, chat, dropped);
        user(root.at("metadata").at("user_id"));
        OutputToChat.translate(root, chat, dropped);
        if (stream) {
            chat.put("stream", true).putObject("stream_options").put("include_usage", true);
        }
    }

    private void user(JsonAt id) {
        String name = id.textOrNull();
        if (name != null) {
            chat.put("user", UserName.of(name));
        }
    }
}
