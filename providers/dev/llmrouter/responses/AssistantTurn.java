package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import java.util.ArrayList;
import java.util.List;

/** What an assistant thought, said and called before it was someone else's turn: one message in a chat. */
final class AssistantTurn {

    private final List<String> paths = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    private final List<String> thoughts = new ArrayList<>();
    private final ArrayNode details = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode calls = JsonNodeFactory.instance.arrayNode();
    private boolean hasContent;

    boolean hasContent() {
        return hasContent;
    }

    boolean hasCalls() {
        return !calls.isEmpty();
    }

    /** {@return where in the request the turn is} */
    List<String> paths() {
        return paths;
    }

    void began(JsonAt item) {
        paths.add(item.path());
    }

    void content(JsonAt content) {
        hasContent = true;
        if (!content.node().isArray()) {
            texts.add(content.text());
            return;
        }
        for (JsonAt part : content.items()) {
            JsonAt type = part.object().at("type");
            switch (type.text()) {
                // some callers quote an answer as they would a question
                case "output_text", "input_text", "text" ->
                    texts.add(part.at("text").text());
                case "refusal" -> refusals.add(part.at("refusal").text());
                default -> throw type.bad("is none of output_text, refusal");
            }
        }
    }

    void call(JsonAt item) {
        ObjectNode call =
                calls.addObject().put("id", item.at("call_id").filledText()).put("type", "function");
        call.putObject("function")
                .put("name", item.at("name").filledText())
                .put("arguments", item.at("arguments").text());
    }

    void thought(JsonAt item) {
        // models that show their thoughts give them as content, others as a summary
        JsonAt content = item.at("content");
        boolean isShown = content.node().isArray() && !content.node().isEmpty();
        JsonAt shown = isShown ? content : item.at("summary");
        if (!shown.isAbsent()) {
            shown.items().forEach(part -> thoughts.add(part.object().at("text").text()));
        }
        JsonAt sealed = item.at("encrypted_content");
        if (!sealed.isAbsent()) {
            String id = item.at("id").textOrNull();
            SealedThoughts.open(sealed, id == null ? "" : id).forEach(this::detail);
        }
    }

    private void detail(JsonNode block) {
        if (block.isObject()) {
            // two items may each have begun to count at 0
            details.add(((ObjectNode) block.deepCopy()).put("index", details.size()));
        }
    }

    /** {@return the chat message} */
    ObjectNode message() {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("role", "assistant");
        content(message);
        if (!refusals.isEmpty()) {
            message.put("refusal", String.join("", refusals));
        }
        if (!thoughts.isEmpty()) {
            message.put("reasoning_content", String.join("\n\n", thoughts));
        }
        if (!details.isEmpty()) {
            message.set("reasoning_details", details);
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        return message;
    }

    private void content(ObjectNode message) {
        if (texts.size() > 1) {
            ArrayNode parts = message.putArray("content");
            texts.forEach(text -> parts.addObject().put("type", "text").put("text", text));
        } else if (texts.size() == 1) {
            message.put("content", texts.get(0));
        } else if (hasContent && refusals.isEmpty() && calls.isEmpty()) {
            message.put("content", "");
        } else {
            message.putNull("content");
        }
    }
}
