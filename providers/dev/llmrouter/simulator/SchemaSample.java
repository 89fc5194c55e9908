package dev.llmrouter.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A small value that fits a JSON schema: of objects the required properties, or all where none is called required; of
 * arrays and strings the shortest. Patterns, negations and conditions are not looked at. Its size is bounded whatever
 * the schema says, so a schema that demands more gets a value that does not fit.
 */
final class SchemaSample {

    private static final int LARGEST = 2_000;
    private static final int LONGEST_TEXT = 10_000;
    private static final int DEEPEST = 12;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Map<String, String> FORMATS = Map.of(
            "date-time", "2026-01-01T00:00:00Z",
            "date", "2026-01-01",
            "time", "00:00:00Z",
            "duration", "PT1S",
            "email", "someone@example.com",
            "hostname", "example.com",
            "ipv4", "192.0.2.1",
            "ipv6", "2001:db8::1",
            "uri", "https://example.com/",
            "uuid", "00000000-0000-4000-8000-000000000000");

    private final JsonNode root;
    private int left = LARGEST;
    private int textLeft = LONGEST_TEXT;

    private SchemaSample(JsonNode root) {
        this.root = root;
    }

    /** {@return a value that fits the schema, as far as this class understands it} */
    static JsonNode of(JsonNode schema) {
        return new SchemaSample(schema).value(schema, 0);
    }

    private JsonNode value(JsonNode schema, int depth) {
        if (--left < 0 || depth > 2 * DEEPEST) {
            return JSON.nullNode();
        }
        if (schema.has("$ref")) {
            return value(referred(schema.path("$ref").asText()), depth + 1);
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.path("enum").size() > 0) {
            return schema.get("enum").get(0);
        }
        JsonNode options = schema.has("anyOf") ? schema.get("anyOf") : schema.path("oneOf");
        if (options.size() > 0) {
            return value(depth < DEEPEST ? options.get(0) : end(options), depth + 1);
        }
        return schema.has("allOf") ? merged(schema, depth) : ofType(schema, depth);
    }

    private JsonNode referred(String reference) {
        boolean isLocal = reference.startsWith("#") && (reference.length() == 1 || reference.charAt(1) == '/');
        return isLocal ? root.at(reference.substring(1)) : JSON.missingNode();
    }

    /** {@return the option that ends a recursion: null where it may be, else by custom the last} */
    private static JsonNode end(JsonNode options) {
        for (JsonNode option : options) {
            if (option.path("type").asText().equals("null")) {
                return option;
            }
        }
        return options.get(options.size() - 1);
    }

    private JsonNode merged(JsonNode schema, int depth) {
        JsonNode value = ofType(schema, depth);
        for (JsonNode part : schema.path("allOf")) {
            JsonNode fits = value(part, depth + 1);
            if (value instanceof ObjectNode all && fits instanceof ObjectNode more) {
                all.setAll(more);
            } else {
                value = fits;
            }
        }
        return value;
    }

    private JsonNode ofType(JsonNode schema, int depth) {
        JsonNode type = schema.path("type");
        return switch ((type.isArray() ? type.path(0) : type).asText(implied(schema))) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "integer" -> JSON.numberNode(NumberSample.of(schema, true).toBigInteger());
            case "number" -> JSON.numberNode(NumberSample.of(schema, false));
            case "boolean" -> JSON.booleanNode(false);
            case "null" -> JSON.nullNode();
            default -> JSON.textNode(text(schema));
        };
    }

    private static String implied(JsonNode schema) {
        if (schema.has("properties") || schema.has("required") || schema.has("allOf")) {
            return "object";
        }
        return schema.has("items") ? "array" : "string";
    }

    private ObjectNode object(JsonNode schema, int depth) {
        JsonNode properties = schema.path("properties");
        Set<String> names = new LinkedHashSet<>();
        if (schema.has("required")) {
            schema.path("required").forEach(name -> names.add(name.asText()));
        } else if (depth < DEEPEST) {
            properties.fieldNames().forEachRemaining(names::add);
        }
        ObjectNode object = JSON.objectNode();
        for (String name : names) {
            if (left > 0) {
                object.set(name, value(properties.path(name), depth + 1));
            }
        }
        return object;
    }

    private ArrayNode array(JsonNode schema, int depth) {
        ArrayNode array = JSON.arrayNode();
        int size = schema.path("minItems").asInt();
        while (array.size() < size && left > 0) {
            array.add(value(schema.path("items"), depth + 1));
        }
        return array;
    }

    /** Long texts are counted together: a list of them would be no sample. */
    private String text(JsonNode schema) {
        String text = FORMATS.getOrDefault(schema.path("format").asText(), "text");
        int least = Math.min(schema.path("minLength").asInt(), textLeft);
        textLeft = Math.max(0, textLeft - Math.max(0, least - text.length()));
        int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        String padded = text + "x".repeat(Math.max(0, least - text.length()));
        return padded.substring(0, Math.min(padded.length(), Math.max(0, most)));
    }
}
