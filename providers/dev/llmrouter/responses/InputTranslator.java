package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import java.util.List;

/** Puts the instructions and the items of an input in the form of chat messages. For one use by one thread. */
final class InputTranslator {

    private final List<String> dropped;
    private final PartTranslator parts;
    private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    private AssistantTurn turn = new AssistantTurn();

    InputTranslator(List<String> dropped) {
        this.dropped = dropped;
        this.parts = new PartTranslator(dropped);
    }

    ArrayNode messages(JsonAt instructions, JsonAt input) {
        if (!instructions.isAbsent()) {
            add("system").put("content", instructions.text());
        }
        if (input.node().isTextual()) {
            add("user").put("content", input.text());
            return messages;
        }
        for (JsonAt item : input.items()) {
            item(item.object());
        }
        endTurn();
        if (messages.isEmpty()) {
            throw input.bad("is empty");
        }
        return messages;
    }

    private void item(JsonAt item) {
        JsonAt type = item.at("type");
        switch (type.isAbsent() ? "message" : type.text()) {
            case "message" -> message(item);
            case "function_call" -> {
                turn.call(item);
                turn.began(item);
            }
            case "function_call_output" -> result(item);
            case "reasoning" -> thought(item);
            case "item_reference" -> throw Stored.refusal(item, "is an item_reference");
            default ->
                throw type.unsupported(
                        "is '" + type.text() + "', which only a target that speaks Responses itself can" + " be sent");
        }
    }

    private void message(JsonAt item) {
        JsonAt role = item.at("role");
        switch (role.text()) {
            case "assistant" -> said(item);
            // few servers know 'developer', and those that do read 'system' as the same
            case "system", "developer" -> message("system", item);
            case "user" -> message("user", item);
            default -> throw role.bad("is none of user, assistant, system, developer");
        }
    }

    private void message(String role, JsonAt item) {
        endTurn();
        add(role).set("content", parts.content(item.at("content")));
    }

    private void said(JsonAt item) {
        if (turn.hasContent() && !turn.hasCalls()) {
            endTurn();
        }
        turn.began(item);
        turn.content(item.at("content"));
    }

    private void thought(JsonAt item) {
        JsonAt sealed = item.at("encrypted_content");
        boolean isBehind = !sealed.isAbsent() && SealedThoughts.isBehind(sealed.text());
        if (!isBehind && turn.hasContent() && !turn.hasCalls()) {
            endTurn();
        }
        turn.began(item);
        turn.thought(item);
    }

    private void result(JsonAt item) {
        endTurn();
        add("tool").put("tool_call_id", item.at("call_id").text()).set("content", parts.content(item.at("output")));
    }

    private void endTurn() {
        if (turn.hasContent() || turn.hasCalls()) {
            messages.add(turn.message());
        } else {
            // thoughts that led to nothing: no server takes a message of them alone
            dropped.addAll(turn.paths());
        }
        turn = new AssistantTurn();
    }

    private ObjectNode add(String role) {
        return messages.addObject().put("role", role);
    }
}
