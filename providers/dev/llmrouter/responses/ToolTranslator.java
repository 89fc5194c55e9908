package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the functions that a model may call in the form of chat completions; OpenAI's own tools are only at OpenAI. */
final class ToolTranslator {

    private static final String FUNCTION = "function";
    private static final String CHOICE = "tool_choice";
    private static final Set<String> CARRIED = Set.of("type", "name", "description", "parameters", "strict");

    private final JsonAt root;
    private final List<String> dropped;
    private @Nullable Set<String> allowed;

    ToolTranslator(JsonAt root, List<String> dropped) {
        this.root = root;
        this.dropped = dropped;
    }

    void addTo(ObjectNode chat) {
        ObjectNode choice = choice(root.at(CHOICE));
        ArrayNode tools = tools();
        if (tools.isEmpty()) {
            // servers refuse a choice among nothing
            if (isForced(choice)) {
                dropped.add(CHOICE);
            }
            return;
        }
        chat.set("tools", tools);
        chat.setAll(choice);
        JsonAt parallel = root.at("parallel_tool_calls");
        if (!parallel.isAbsent()) {
            chat.set("parallel_tool_calls", parallel.node());
        }
    }

    private static boolean isForced(ObjectNode choice) {
        String mode = choice.path(CHOICE).asText("named");
        return choice.has(CHOICE) && !mode.equals("auto") && !mode.equals("none");
    }

    private ArrayNode tools() {
        ArrayNode tools = JsonNodeFactory.instance.arrayNode();
        if (root.at("tools").isAbsent()) {
            return tools;
        }
        for (JsonAt tool : root.at("tools").items()) {
            if (!tool.object().at("type").text().equals(FUNCTION)) {
                dropped.add(tool.path());
            } else if (allowed == null || allowed.contains(tool.at("name").filledText())) {
                tools.add(function(tool));
            }
        }
        return tools;
    }

    private ObjectNode function(JsonAt tool) {
        tool.listUnknown(CARRIED, dropped);
        ObjectNode described = JsonNodeFactory.instance
                .objectNode()
                .put("name", tool.at("name").filledText());
        for (String name : new String[] {"description", "parameters", "strict"}) {
            if (!tool.at(name).isAbsent()) {
                described.set(name, tool.at(name).node());
            }
        }
        ObjectNode function = JsonNodeFactory.instance.objectNode().put("type", FUNCTION);
        function.set(FUNCTION, described);
        return function;
    }

    /** {@return the choice as a field of its own name; nothing where there is none} */
    private ObjectNode choice(JsonAt choice) {
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        if (choice.isAbsent()) {
            return written;
        }
        if (choice.node().isTextual()) {
            return written.put(CHOICE, mode(choice));
        }
        switch (choice.object().at("type").text()) {
            case FUNCTION ->
                written.putObject(CHOICE)
                        .put("type", FUNCTION)
                        .putObject(FUNCTION)
                        .put("name", choice.at("name").filledText());
            case "allowed_tools" -> {
                allow(choice.at("tools"));
                written.put(CHOICE, mode(choice.at("mode")));
            }
            default -> dropped.add(choice.path());
        }
        return written;
    }

    private static String mode(JsonAt mode) {
        return switch (mode.text()) {
            case "auto", "none", "required" -> mode.text();
            default -> throw mode.bad("is none of auto, none, required");
        };
    }

    /** Few servers know a list of allowed tools; offering no others says the same to all of them. */
    private void allow(JsonAt tools) {
        Set<String> names = new HashSet<>();
        for (JsonAt tool : tools.items()) {
            if (tool.object().at("type").text().equals(FUNCTION)) {
                names.add(tool.at("name").filledText());
            } else {
                dropped.add(tool.path());
            }
        }
        allowed = names;
    }
}
