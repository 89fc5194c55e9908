package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import dev.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Puts the instructions and the turns of a request to Messages as messages of a chat. For one use by one thread. */
final class MessagesToChat {

    private final JsonAt root;
    private final List<String> dropped;
    private final BlocksToParts blocks;
    private final ArrayNode messages = Json.MAPPER.createArrayNode();

    MessagesToChat(JsonAt root, List<String> dropped) {
        this.root = root;
        this.dropped = dropped;
        this.blocks = new BlocksToParts(dropped);
    }

    ArrayNode translate() {
        if (!root.at("system").isAbsent()) {
            plain("system", root.at("system"));
        }
        for (JsonAt message : root.at("messages").items()) {
            JsonAt role = message.object().at("role");
            message.listUnknown(Set.of("role", "content"), dropped);
            JsonAt content = message.at("content");
            switch (role.text()) {
                case "user" -> user(content);
                case "assistant" -> assistant(content);
                case "system" -> plain("system", content);
                default -> throw role.bad("is neither user nor assistant");
            }
        }
        return messages;
    }

    private void plain(String role, JsonAt content) {
        if (content.node().isTextual()) {
            message(role).set("content", content.node());
        } else {
            ArrayNode parts = blocks.parts(content.items());
            if (!parts.isEmpty()) {
                message(role).set("content", simplified(parts));
            }
        }
    }

    private void user(JsonAt content) {
        if (content.node().isTextual()) {
            plain("user", content);
            return;
        }
        // OpenAI wants all results right behind the calls, so what else the turn holds comes after them
        ArrayNode parts = Json.MAPPER.createArrayNode();
        ToolResultToChat results = new ToolResultToChat(blocks, messages, parts);
        List<JsonAt> others = new ArrayList<>();
        for (JsonAt block : content.items()) {
            if (!results.takes(block.object())) {
                others.add(block);
            }
        }
        parts.addAll(blocks.parts(others));
        if (!parts.isEmpty()) {
            message("user").set("content", simplified(parts));
        }
    }

    private void assistant(JsonAt content) {
        if (content.node().isTextual()) {
            plain("assistant", content);
        } else {
            messages.add(new AssistantToChat(blocks, dropped).translate(content));
        }
    }

    private ObjectNode message(String role) {
        return messages.addObject().put("role", role);
    }

    /** {@return the parts, or the text of one that is nothing else: not every server takes parts everywhere} */
    static JsonNode simplified(ArrayNode parts) {
        JsonNode first = parts.path(0);
        boolean isPlain = parts.size() == 1 && first.path("text").isTextual() && !first.has(CacheMarker.FIELD);
        return isPlain ? first.path("text") : parts;
    }
}
