package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import java.util.List;
import java.util.Set;

/** Puts one earlier reply of a chat as items: thoughts first, then what was said, then calls. For one use. */
final class ReplyToItems {

    private static final Set<String> READ = Set.of(
            "role",
            "content",
            "name",
            "tool_calls",
            "refusal",
            "annotations",
            "reasoning_content",
            "reasoning",
            "reasoning_details",
            "cache_control");

    private final ArrayNode items;
    private final List<String> dropped;
    private boolean hasSealedThoughts;

    ReplyToItems(ArrayNode items, List<String> dropped) {
        this.items = items;
        this.dropped = dropped;
    }

    boolean hasSealedThoughts() {
        return hasSealedThoughts;
    }

    void translate(JsonAt message) {
        message.listUnknown(READ, dropped);
        thoughts(message.at("reasoning_details"));
        boolean isSaid = said(message);
        JsonAt calls = message.at("tool_calls");
        if (!calls.isAbsent()) {
            calls.items().forEach(call -> call(call.object()));
        }
        if (!isSaid && (calls.isAbsent() || calls.node().isEmpty())) {
            throw message.at("content").bad("is missing, and there are no tool_calls");
        }
    }

    /** Only who encrypted a thought can read it. */
    private void thoughts(JsonAt details) {
        if (details.isAbsent()) {
            return;
        }
        ThoughtsToItems thoughts = new ThoughtsToItems();
        details.items().forEach(detail -> thoughts.add(detail.object().node()));
        ArrayNode sealed = thoughts.items();
        hasSealedThoughts = !sealed.isEmpty();
        items.addAll(sealed);
        if (thoughts.isAnyLeftOut()) {
            dropped.add(details.path());
        }
    }

    private boolean said(JsonAt message) {
        JsonAt content = message.at("content");
        JsonAt refusal = message.at("refusal");
        if (content.isAbsent() && refusal.isAbsent()) {
            return false;
        }
        JsonNode said = content.node().isTextual() && refusal.isAbsent() ? content.node() : parts(content, refusal);
        boolean isNothing = (said.isTextual() && said.textValue().isEmpty()) || (said.isArray() && said.isEmpty());
        boolean hasCalls = !message.at("tool_calls").node().isEmpty();
        if (!isNothing || !hasCalls) {
            items.addObject()
                    .put("type", "message")
                    .put("role", "assistant")
                    .set("content", isNothing ? JsonNodeFactory.instance.textNode("") : said);
        }
        return true;
    }

    private ArrayNode parts(JsonAt content, JsonAt refusal) {
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        if (content.node().isArray()) {
            content.items().forEach(part -> part(part.object(), parts));
        } else if (!content.isAbsent() && !content.text().isEmpty()) {
            text(content.text(), parts);
        }
        if (!refusal.isAbsent()) {
            refusal(refusal.text(), parts);
        }
        return parts;
    }

    private void part(JsonAt part, ArrayNode parts) {
        JsonAt type = part.at("type");
        part.listUnknown(Set.of("type", type.text(), "cache_control"), dropped);
        switch (type.text()) {
            case "text" -> text(part.at("text").text(), parts);
            case "refusal" -> refusal(part.at("refusal").text(), parts);
            default -> throw type.bad("is none of text, refusal");
        }
    }

    private static void text(String text, ArrayNode parts) {
        parts.addObject().put("type", "output_text").put("text", text).putArray("annotations");
    }

    private static void refusal(String refusal, ArrayNode parts) {
        parts.addObject().put("type", "refusal").put("refusal", refusal);
    }

    private void call(JsonAt call) {
        JsonAt type = call.at("type");
        if (!type.isAbsent() && !type.text().equals("function")) {
            throw type.unsupported("is none of function, which is all that this model can be sent");
        }
        JsonAt function = call.at("function").object();
        JsonNode arguments = function.at("arguments").node();
        ObjectNode item = items.addObject()
                .put("type", "function_call")
                .put("call_id", call.at("id").filledText())
                .put("name", function.at("name").filledText());
        // some callers give the arguments as the object that they are
        item.put("arguments", arguments.isContainerNode() ? arguments.toString() : arguments.asText("{}"));
    }
}
