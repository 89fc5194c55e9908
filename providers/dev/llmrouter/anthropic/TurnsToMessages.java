package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import dev.llmrouter.wire.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the messages of a chat as Anthropic's: instructions apart from the turns, and all results of one turn in one
 * message. For one use by one thread.
 */
final class TurnsToMessages {

    private final List<String> dropped;
    private final PartsToBlocks parts;
    private final ArrayNode system = Json.MAPPER.createArrayNode();
    private final ArrayNode messages = Json.MAPPER.createArrayNode();
    private @Nullable ArrayNode results;
    private boolean allowThinking = true;

    TurnsToMessages(List<String> dropped) {
        this.dropped = dropped;
        this.parts = new PartsToBlocks(dropped);
    }

    void translate(JsonAt given) {
        for (JsonAt message : given.items()) {
            message(message.object());
        }
        if (messages.isEmpty()) {
            throw given.unsupported("holds nothing that a user says, without which this model can't be asked");
        }
    }

    /**
     * {@return whether the model may think} It may not go on with a turn in which it has called tools without a signed
     * thought, as where another model began the turn.
     */
    boolean allowThinking() {
        return allowThinking;
    }

    /** Adds an instruction behind the others. */
    void instruct(String text) {
        system.add(PartsToBlocks.text(text));
    }

    void write(ObjectNode body) {
        if (!system.isEmpty()) {
            body.set("system", system);
        }
        body.set("messages", messages);
    }

    private void message(JsonAt message) {
        JsonAt role = message.at("role");
        if (!role.text().equals("tool")) {
            results = null;
        }
        switch (role.text()) {
            case "system", "developer" -> {
                message.listUnknown(Set.of("role", "content", "name", CacheMarker.FIELD), dropped);
                system.addAll(content(message));
            }
            case "user" -> user(message);
            case "assistant" -> assistant(message);
            case "tool" -> result(message);
            default -> throw role.bad("is none of system, developer, user, assistant, tool");
        }
    }

    private void user(JsonAt message) {
        message.listUnknown(Set.of("role", "content", "name", CacheMarker.FIELD), dropped);
        ArrayNode content = content(message);
        if (content.isEmpty()) {
            throw message.at("content").bad("is blank");
        }
        add("user", content);
        allowThinking = true;
    }

    private void assistant(JsonAt message) {
        ReplyToBlocks reply = new ReplyToBlocks(parts, dropped);
        ArrayNode content = reply.translate(message);
        mark(message, content);
        add("assistant", content);
        allowThinking = !reply.hasCalls() || reply.hasThoughts();
    }

    private void result(JsonAt message) {
        message.listUnknown(Set.of("role", "content", "tool_call_id", "name", CacheMarker.FIELD), dropped);
        if (results == null) {
            results = Json.MAPPER.createArrayNode();
            add("user", results);
        }
        ObjectNode block = results.addObject().put("type", "tool_result");
        block.put("tool_use_id", CallId.of(message.at("tool_call_id").filledText()));
        ArrayNode content = parts.blocks(message.at("content"));
        if (!content.isEmpty()) {
            block.set("content", PartsToBlocks.simplified(content));
        }
        CacheMarker.copy(message, block);
    }

    private void add(String role, ArrayNode content) {
        messages.addObject().put("role", role).set("content", content);
    }

    private ArrayNode content(JsonAt message) {
        ArrayNode content = parts.blocks(message.at("content"));
        mark(message, content);
        return content;
    }

    /** A marker at a message is one at the end of its content. */
    private static void mark(JsonAt message, ArrayNode content) {
        if (content.path(content.size() - 1) instanceof ObjectNode last) {
            CacheMarker.copy(message, last);
        }
    }
}
