package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import dev.llmrouter.wire.Json;
import java.util.List;
import java.util.Set;

/** Puts functions as the tools of a request to Messages. */
final class ToolsToMessages {

    private final ObjectNode body;
    private final List<String> dropped;

    private ToolsToMessages(ObjectNode body, List<String> dropped) {
        this.body = body;
        this.dropped = dropped;
    }

    static void translate(JsonAt root, ObjectNode body, List<String> dropped) {
        ToolsToMessages translator = new ToolsToMessages(body, dropped);
        if (!root.at("tools").isAbsent()) {
            translator.tools(root.at("tools"));
        }
        if (body.has("tools")) {
            translator.choice(
                    root.at("tool_choice"),
                    root.at("parallel_tool_calls").node().asBoolean(true));
        }
    }

    private void tools(JsonAt tools) {
        ArrayNode written = Json.MAPPER.createArrayNode();
        for (JsonAt tool : tools.items()) {
            if (tool.object().at("type").text().equals("function")) {
                written.add(tool(tool, tool.at("function").object()));
            } else {
                dropped.add(tool.path());
            }
        }
        if (!written.isEmpty()) {
            body.set("tools", written);
        }
    }

    private ObjectNode tool(JsonAt tool, JsonAt function) {
        function.listUnknown(Set.of("name", "description", "parameters", "strict"), dropped);
        ObjectNode written =
                Json.MAPPER.createObjectNode().put("name", function.at("name").filledText());
        String description = function.at("description").textOrNull();
        if (description != null) {
            written.put("description", description);
        }
        written.set("input_schema", schema(function.at("parameters")));
        CacheMarker.copy(tool, written);
        return written;
    }

    /** Anthropic wants an object's schema of every tool; what OpenAI calls strict it takes for some schemas only. */
    private static ObjectNode schema(JsonAt parameters) {
        ObjectNode schema = Json.MAPPER.createObjectNode().put("type", "object");
        if (parameters.isAbsent()) {
            schema.putObject("properties");
        } else {
            schema.setAll((ObjectNode) parameters.object().node());
            schema.put("type", "object");
        }
        return schema;
    }

    private void choice(JsonAt choice, boolean isParallel) {
        ObjectNode chosen = Json.MAPPER.createObjectNode();
        if (choice.isAbsent()) {
            chosen.put("type", "auto");
        } else if (choice.node().isTextual()) {
            chosen.put("type", mode(choice));
        } else if (choice.object().at("type").text().equals("function")) {
            chosen.put("type", "tool")
                    .put("name", choice.at("function").object().at("name").filledText());
        } else {
            dropped.add(choice.path());
            return;
        }
        if (!isParallel && !chosen.path("type").asText().equals("none")) {
            chosen.put("disable_parallel_tool_use", true);
        }
        if (!choice.isAbsent() || !isParallel) {
            body.set("tool_choice", chosen);
        }
    }

    private static String mode(JsonAt choice) {
        return switch (choice.text()) {
            case "auto" -> "auto";
            case "none" -> "none";
            case "required" -> "any";
            default -> throw choice.bad("is none of auto, none, required");
        };
    }
}
