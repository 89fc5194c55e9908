package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.wire.Json;
import java.io.IOException;

/** The arguments of a tool's call: a JSON object for Anthropic, a string that holds one for OpenAI. */
final class ToolInput {

    /** Where arguments go that are not what they should be, so that a model sees them as it wrote them. */
    private static final String UNREADABLE = "arguments";

    private ToolInput() {}

    /** {@return the object in a string, empty for a blank one; or an object around what is no object} */
    static ObjectNode read(JsonNode arguments) {
        if (arguments.isObject()) {
            return (ObjectNode) arguments;
        }
        String text = arguments.asText("");
        if (text.isBlank()) {
            return Json.MAPPER.createObjectNode();
        }
        try {
            return Json.MAPPER.readTree(text) instanceof ObjectNode object ? object : wrapped(text);
        } catch (IOException e) {
            return wrapped(text);
        }
    }

    private static ObjectNode wrapped(String text) {
        return Json.MAPPER.createObjectNode().put(UNREADABLE, text);
    }

    /** {@return the string for an input, which is an empty object where it is absent} */
    static String write(JsonNode input) {
        return input.isObject() ? input.toString() : "{}";
    }
}
