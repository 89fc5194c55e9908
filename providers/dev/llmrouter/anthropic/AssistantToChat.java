package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import dev.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Puts one earlier reply of Anthropic's form as a message: thoughts, text, calls. For one use by one thread. */
final class AssistantToChat {

    private final BlocksToParts blocks;
    private final List<String> dropped;
    private final List<JsonAt> texts = new ArrayList<>();
    private final StringBuilder thinking = new StringBuilder();
    private final ArrayNode details = Json.MAPPER.createArrayNode();
    private final ArrayNode calls = Json.MAPPER.createArrayNode();
    private final ObjectNode message = Json.MAPPER.createObjectNode().put("role", "assistant");

    AssistantToChat(BlocksToParts blocks, List<String> dropped) {
        this.blocks = blocks;
        this.dropped = dropped;
    }

    ObjectNode translate(JsonAt content) {
        for (JsonAt block : content.items()) {
            add(block.object());
        }
        if (thinking.length() > 0) {
            message.put(Thoughts.CONTENT, thinking.toString());
        }
        if (!details.isEmpty()) {
            message.set(Thoughts.DETAILS, details);
        }
        if (!texts.isEmpty()) {
            message.set("content", MessagesToChat.simplified(blocks.parts(texts)));
        } else if (calls.isEmpty()) {
            message.put("content", "");
        } else {
            message.putNull("content");
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        return message;
    }

    private void add(JsonAt block) {
        switch (block.at("type").text()) {
            case "text" -> texts.add(block);
            case "thinking" -> thought(block);
            case "redacted_thinking" ->
                details.add(Thoughts.encrypted(
                        Signature.read(block.at(Thoughts.DATA).text()), details.size()));
            case "tool_use" -> call(block);
            // what Anthropic's own tools did is nothing that another model could have done
            default -> dropped.add(block.path());
        }
    }

    private void thought(JsonAt block) {
        String text = block.at("thinking").text();
        String signature = block.at(Thoughts.SIGNATURE).textOrNull();
        thinking.append(text);
        details.add(Thoughts.text(text, Signature.read(signature == null ? "" : signature), details.size()));
    }

    private void call(JsonAt block) {
        block.listUnknown(Set.of("type", "id", "name", "input", "caller", CacheMarker.FIELD), dropped);
        ObjectNode call =
                calls.addObject().put("id", block.at("id").filledText()).put("type", "function");
        call.putObject("function")
                .put("name", block.at("name").filledText())
                .put("arguments", ToolInput.write(block.at("input").node()));
        CacheMarker.copy(block, message);
    }
}
