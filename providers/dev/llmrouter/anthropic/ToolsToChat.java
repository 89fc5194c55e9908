package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import dev.llmrouter.wire.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Puts the tools of a request to Messages as functions. Tools that Anthropic itself runs have no such form. */
final class ToolsToChat {

    private static final Set<String> READ =
            Set.of("name", "type", "description", "input_schema", "strict", CacheMarker.FIELD);

    private final List<String> dropped;
    private final Set<String> names = new HashSet<>();

    private ToolsToChat(List<String> dropped) {
        this.dropped = dropped;
    }

    static void translate(JsonAt root, ObjectNode chat, List<String> dropped) {
        ToolsToChat translator = new ToolsToChat(dropped);
        if (!root.at("tools").isAbsent()) {
            ArrayNode tools = translator.tools(root.at("tools"));
            if (!tools.isEmpty()) {
                chat.set("tools", tools);
            }
        }
        if (!root.at("tool_choice").isAbsent()) {
            translator.choice(root.at("tool_choice").object(), chat);
        }
    }

    private ArrayNode tools(JsonAt given) {
        ArrayNode tools = Json.MAPPER.createArrayNode();
        for (JsonAt tool : given.items()) {
            String type = tool.object().at("type").textOrNull();
            if (type == null || type.equals("custom")) {
                tools.add(function(tool));
            } else {
                dropped.add(tool.path());
            }
        }
        return tools;
    }

    private ObjectNode function(JsonAt tool) {
        tool.listUnknown(READ, dropped);
        ObjectNode written = Json.MAPPER.createObjectNode().put("type", "function");
        String name = tool.at("name").filledText();
        names.add(name);
        ObjectNode function = written.putObject("function").put("name", name);
        String description = tool.at("description").textOrNull();
        if (description != null) {
            function.put("description", description);
        }
        function.set("parameters", tool.at("input_schema").object().node());
        if (tool.node().path("strict").isBoolean()) {
            function.set("strict", tool.node().path("strict"));
        }
        CacheMarker.copy(tool, written);
        return written;
    }

    private void choice(JsonAt choice, ObjectNode chat) {
        JsonAt type = choice.at("type");
        switch (type.text()) {
            case "auto", "none" -> chat.put("tool_choice", type.text());
            case "any" -> chat.put("tool_choice", "required");
            case "tool" -> named(choice, chat);
            default -> throw type.bad("is none of auto, any, tool, none");
        }
        if (names.isEmpty()) {
            // a choice among no tools is refused by OpenAI
            chat.remove("tool_choice");
        } else if (choice.at("disable_parallel_tool_use").node().asBoolean()) {
            chat.put("parallel_tool_calls", false);
        }
    }

    private void named(JsonAt choice, ObjectNode chat) {
        String name = choice.at("name").filledText();
        if (names.contains(name)) {
            ObjectNode chosen = chat.putObject("tool_choice").put("type", "function");
            chosen.putObject("function").put("name", name);
        } else {
            dropped.add(choice.path());
        }
    }
}
