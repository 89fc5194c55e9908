package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the functions of a chat as the tools of a request for a response. */
final class ToolsToResponses {

    private static final String FUNCTION = "function";
    private static final String CHOICE = "tool_choice";

    private final ObjectNode body;
    private final List<String> dropped;

    private ToolsToResponses(ObjectNode body, List<String> dropped) {
        this.body = body;
        this.dropped = dropped;
    }

    static void translate(JsonAt root, ObjectNode body, List<String> dropped) {
        ToolsToResponses translator = new ToolsToResponses(body, dropped);
        if (!root.at("tools").isAbsent()) {
            translator.tools(root.at("tools"));
        }
        // servers refuse a choice among nothing
        if (body.has("tools")) {
            translator.choice(root.at(CHOICE));
            JsonAt parallel = root.at("parallel_tool_calls");
            if (!parallel.isAbsent()) {
                body.set("parallel_tool_calls", parallel.node());
            }
        }
    }

    private void tools(JsonAt tools) {
        ArrayNode written = JsonNodeFactory.instance.arrayNode();
        for (JsonAt tool : tools.items()) {
            if (tool.object().at("type").text().equals(FUNCTION)) {
                written.add(function(tool.at(FUNCTION).object()));
            } else {
                dropped.add(tool.path());
            }
        }
        if (!written.isEmpty()) {
            body.set("tools", written);
        }
    }

    private ObjectNode function(JsonAt function) {
        function.listUnknown(Set.of("name", "description", "parameters", "strict"), dropped);
        // a chat's function is strict only where it says so, a response's where it says nothing
        ObjectNode written = named(function.at("name"))
                .put("strict", function.at("strict").node().asBoolean());
        String description = function.at("description").textOrNull();
        if (description != null) {
            written.put("description", description);
        }
        JsonAt parameters = function.at("parameters");
        if (parameters.isAbsent()) {
            written.putObject("parameters").put("type", "object").putObject("properties");
        } else {
            written.set("parameters", parameters.object().node());
        }
        return written;
    }

    private static ObjectNode named(JsonAt name) {
        return JsonNodeFactory.instance.objectNode().put("type", FUNCTION).put("name", name.filledText());
    }

    private void choice(JsonAt choice) {
        if (choice.isAbsent()) {
            return;
        }
        JsonNode written = choice.node().isTextual() ? mode(choice) : object(choice.object());
        if (written == null) {
            dropped.add(choice.path());
        } else {
            body.set(CHOICE, written);
        }
    }

    private static JsonNode mode(JsonAt mode) {
        return switch (mode.text()) {
            case "auto", "none", "required" -> mode.node();
            default -> throw mode.bad("is none of auto, none, required");
        };
    }

    private @Nullable ObjectNode object(JsonAt choice) {
        return switch (choice.at("type").text()) {
            case FUNCTION -> named(choice.at(FUNCTION).object().at("name"));
            case "allowed_tools" -> allowed(choice.at("allowed_tools").object());
            default -> null;
        };
    }

    private ObjectNode allowed(JsonAt allowed) {
        ObjectNode written = JsonNodeFactory.instance.objectNode().put("type", "allowed_tools");
        written.set("mode", mode(allowed.at("mode")));
        ArrayNode tools = written.putArray("tools");
        for (JsonAt tool : allowed.at("tools").items()) {
            if (tool.object().at("type").text().equals(FUNCTION)) {
                tools.add(named(tool.at(FUNCTION).object().at("name")));
            } else {
                dropped.add(tool.path());
            }
        }
        return written;
    }
}
