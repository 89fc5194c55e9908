package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the messages of a chat as instructions and the items of an input. For one use by one thread. */
final class MessagesToInput {

    private static final Set<String> ASKED = Set.of("role", "content", "cache_control");
    private static final Set<String> ANSWERED = Set.of("role", "content", "tool_call_id", "name", "cache_control");

    private final List<String> dropped;
    private final PartsToInput parts;
    private final ArrayNode items = JsonNodeFactory.instance.arrayNode();
    private @Nullable String instructions;
    private boolean hasSealedThoughts;

    MessagesToInput(List<String> dropped) {
        this.dropped = dropped;
        this.parts = new PartsToInput(dropped);
    }

    void translate(JsonAt messages) {
        List<JsonAt> all = messages.items();
        if (all.isEmpty()) {
            throw messages.bad("is empty");
        }
        boolean isInstructed = all.size() > 1 && areInstructions(all.get(0).object());
        if (isInstructed) {
            all.get(0).listUnknown(ASKED, dropped);
            instructions = all.get(0).at("content").text();
        }
        all.subList(isInstructed ? 1 : 0, all.size()).forEach(message -> message(message.object()));
    }

    private static boolean areInstructions(JsonAt message) {
        String role = message.at("role").text();
        return (role.equals("system") || role.equals("developer"))
                && message.at("content").node().isTextual();
    }

    /** {@return whether there are thoughts that the provider gave away encrypted} */
    boolean hasSealedThoughts() {
        return hasSealedThoughts;
    }

    void write(ObjectNode body) {
        if (instructions != null) {
            body.put("instructions", instructions);
        }
        body.set("input", items);
    }

    private void message(JsonAt message) {
        JsonAt role = message.at("role");
        switch (role.text()) {
            case "system", "developer", "user" -> {
                message.listUnknown(ASKED, dropped);
                items.addObject()
                        .put("type", "message")
                        .put("role", role.text())
                        .set("content", parts.content(message.at("content")));
            }
            case "assistant" -> {
                ReplyToItems reply = new ReplyToItems(items, dropped);
                reply.translate(message);
                hasSealedThoughts |= reply.hasSealedThoughts();
            }
            case "tool" -> result(message);
            default -> throw role.bad("is none of system, developer, user, assistant, tool");
        }
    }

    private void result(JsonAt message) {
        message.listUnknown(ANSWERED, dropped);
        items.addObject()
                .put("type", "function_call_output")
                .put("call_id", message.at("tool_call_id").filledText())
                .set("output", parts.content(message.at("content")));
    }
}
