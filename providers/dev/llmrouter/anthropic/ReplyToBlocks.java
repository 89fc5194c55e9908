package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import dev.llmrouter.wire.Json;
import java.util.List;
import java.util.Set;

/** Puts one earlier reply of a chat as blocks: thoughts first, as Anthropic demands, then text, then calls. */
final class ReplyToBlocks {

    private static final Set<String> READ = Set.of(
            "role",
            "content",
            "name",
            "tool_calls",
            "refusal",
            "annotations",
            Thoughts.CONTENT,
            "reasoning",
            Thoughts.DETAILS,
            CacheMarker.FIELD);

    private final PartsToBlocks parts;
    private final List<String> dropped;
    private final ArrayNode blocks = Json.MAPPER.createArrayNode();
    private boolean hasThoughts;
    private boolean hasCalls;

    ReplyToBlocks(PartsToBlocks parts, List<String> dropped) {
        this.parts = parts;
        this.dropped = dropped;
    }

    boolean hasThoughts() {
        return hasThoughts;
    }

    boolean hasCalls() {
        return hasCalls;
    }

    ArrayNode translate(JsonAt message) {
        message.listUnknown(READ, dropped);
        thoughts(message);
        JsonAt content = message.at("content");
        JsonAt text = content.isAbsent() ? message.at("refusal") : content;
        if (!text.isAbsent()) {
            blocks.addAll(parts.blocks(text));
        }
        if (!message.at("tool_calls").isAbsent()) {
            message.at("tool_calls").items().forEach(this::call);
        }
        if (text.isAbsent() && !hasCalls) {
            throw content.bad("is missing, and there are no tool_calls");
        }
        if (blocks.isEmpty()) {
            // Anthropic takes no turn of nothing
            blocks.add(PartsToBlocks.text("(no text)"));
        }
        return blocks;
    }

    /** Anthropic takes thoughts with its own signature only. */
    private void thoughts(JsonAt message) {
        JsonAt details = message.at(Thoughts.DETAILS);
        if (details.isAbsent()) {
            return;
        }
        SignedThoughts thoughts = new SignedThoughts();
        for (JsonAt detail : details.items()) {
            thoughts.add(detail.object().node());
        }
        ArrayNode signed = thoughts.blocks();
        hasThoughts = !signed.isEmpty();
        blocks.addAll(signed);
        if (thoughts.isAnyUnsigned()) {
            dropped.add(details.path());
        }
    }

    private void call(JsonAt call) {
        hasCalls = true;
        JsonAt function = call.object().at("function").object();
        JsonNode arguments = function.at("arguments").node();
        ObjectNode block = blocks.addObject()
                .put("type", "tool_use")
                .put("id", CallId.of(call.at("id").filledText()))
                .put("name", function.at("name").filledText());
        block.set("input", ToolInput.read(arguments));
    }
}
