package dev.llmrouter.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads function tools. LangChain4j wants an object schema at the top; below it, every property stays as the caller
 * wrote it.
 */
final class ToolReader {

    /** The key in a tool's metadata under which OpenAI's {@code strict} travels, since LangChain4j has none. */
    static final String STRICT = "strict";

    private static final Set<String> SCHEMA_CARRIED =
            Set.of("properties", "required", "description", "$defs", "definitions");
    private static final Set<String> SCHEMA_HARMLESS =
            Set.of("type", "title", "$schema", "$id", "$comment", "examples", "default");

    private ToolReader() {}

    record Tools(List<ToolSpecification> specifications, @Nullable ToolChoice choice) {}

    static Tools read(JsonAt root, List<String> dropped) {
        List<ToolSpecification> tools = new ArrayList<>();
        if (!root.at("tools").isAbsent()) {
            for (JsonAt tool : root.at("tools").items()) {
                if (tool.object().at("type").text().equals("function")) {
                    tools.add(function(tool.at("function").object(), dropped));
                } else {
                    dropped.add(tool.path());
                }
            }
        }
        return choose(tools, root.at("tool_choice"), dropped);
    }

    private static ToolSpecification function(JsonAt function, List<String> dropped) {
        function.listUnknown(Set.of("name", "description", "parameters", STRICT), dropped);
        JsonAt parameters = function.at("parameters");
        ToolSpecification.Builder tool = ToolSpecification.builder()
                .name(function.at("name").filledText())
                .description(function.at("description").textOrNull());
        if (!parameters.isAbsent()) {
            tool.parameters(schema(parameters.object(), dropped));
        }
        if (function.at(STRICT).node().asBoolean()) {
            tool.addMetadata(STRICT, true);
        }
        return tool.build();
    }

    private static JsonObjectSchema schema(JsonAt schema, List<String> dropped) {
        schema.node().properties().forEach(field -> {
            if (!isCarried(field.getKey(), field.getValue())) {
                dropped.add(schema.at(field.getKey()).path());
            }
        });
        JsonNode closed = schema.node().path("additionalProperties");
        Map<String, JsonSchemaElement> definitions = elements(schema.at("$defs"));
        definitions.putAll(elements(schema.at("definitions")));
        return JsonObjectSchema.builder()
                .description(schema.at("description").textOrNull())
                .addProperties(elements(schema.at("properties")))
                .required(required(schema.at("required")))
                .additionalProperties(closed.isBoolean() ? closed.booleanValue() : null)
                .definitions(definitions)
                .build();
    }

    private static boolean isCarried(String keyword, JsonNode value) {
        return SCHEMA_CARRIED.contains(keyword)
                || SCHEMA_HARMLESS.contains(keyword)
                || value.isNull()
                || (keyword.equals("additionalProperties") && value.isBoolean());
    }

    private static List<String> required(JsonAt required) {
        return required.isAbsent()
                ? List.of()
                : required.items().stream().map(JsonAt::text).toList();
    }

    private static Map<String, JsonSchemaElement> elements(JsonAt schemas) {
        Map<String, JsonSchemaElement> elements = new LinkedHashMap<>();
        if (!schemas.isAbsent()) {
            schemas.object().node().fieldNames().forEachRemaining(name -> {
                elements.put(name, JsonRawSchema.from(raw(schemas.at(name))));
            });
        }
        return elements;
    }

    private static String raw(JsonAt schema) {
        if (schema.node().isBoolean()) {
            return schema.node().booleanValue() ? "{}" : "{\"not\":{}}";
        }
        // LangChain4j writes all definitions under $defs, the older name's among them
        return schema.object().node().toString().replace("\"#/definitions/", "\"#/$defs/");
    }

    private static Tools choose(List<ToolSpecification> tools, JsonAt choice, List<String> dropped) {
        if (choice.isAbsent()) {
            return new Tools(tools, null);
        }
        if (choice.node().isTextual()) {
            return new Tools(tools, mode(choice));
        }
        if (!choice.object().at("type").text().equals("function")) {
            dropped.add(choice.path());
            return new Tools(tools, null);
        }
        return new Tools(named(tools, choice.at("function").object().at("name")), ToolChoice.REQUIRED);
    }

    private static ToolChoice mode(JsonAt choice) {
        return switch (choice.text()) {
            case "auto" -> ToolChoice.AUTO;
            case "none" -> ToolChoice.NONE;
            case "required" -> ToolChoice.REQUIRED;
            default -> throw choice.bad("is none of auto, none, required");
        };
    }

    private static List<ToolSpecification> named(List<ToolSpecification> tools, JsonAt name) {
        String wanted = name.text();
        List<ToolSpecification> found =
                tools.stream().filter(tool -> tool.name().equals(wanted)).toList();
        if (found.isEmpty()) {
            throw name.bad("names none of the tools");
        }
        return found;
    }
}
