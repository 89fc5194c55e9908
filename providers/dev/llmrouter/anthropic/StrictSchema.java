package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A JSON schema as Anthropic's structured output takes it ("Structured outputs", JSON Schema limitations): every object
 * is closed, and limits of numbers and lengths, which it refuses, are left out.
 */
final class StrictSchema {

    private static final Set<String> REFUSED = Set.of(
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "maxItems",
            "uniqueItems",
            "minProperties",
            "maxProperties");

    /** Whose keys are names, not keywords. */
    private static final Set<String> NAMED = Set.of("properties", "$defs", "definitions", "patternProperties");

    private final List<String> dropped;

    StrictSchema(List<String> dropped) {
        this.dropped = dropped;
    }

    JsonNode of(JsonAt schema) {
        JsonNode copy = schema.node().deepCopy();
        restrict(copy, schema.path());
        return copy;
    }

    private void restrict(JsonNode schema, String path) {
        if (schema instanceof ObjectNode object) {
            leaveOut(object, path);
            if (object.has("properties") || object.path("type").asText().equals("object")) {
                object.put("additionalProperties", false);
            }
        }
        for (Map.Entry<String, JsonNode> field : schema.properties()) {
            String below = path + "." + field.getKey();
            if (NAMED.contains(field.getKey())) {
                field.getValue()
                        .properties()
                        .forEach(named -> restrict(named.getValue(), below + "." + named.getKey()));
            } else if (field.getValue().isArray()) {
                field.getValue().forEach(item -> restrict(item, below));
            } else {
                restrict(field.getValue(), below);
            }
        }
    }

    private void leaveOut(ObjectNode schema, String path) {
        for (String keyword : REFUSED) {
            if (schema.remove(keyword) != null) {
                dropped.add(path + "." + keyword);
            }
        }
        JsonNode least = schema.path("minItems");
        if (least.asInt() > 1) {
            schema.remove("minItems");
            dropped.add(path + ".minItems");
        }
    }
}
