package dev.llmrouter.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.catalog.Retention;
import dev.llmrouter.catalog.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;

/** The JSON schema of a single value; a placeholder may stand in place of any, a secret must be one. */
final class ScalarSchema {

    private static final String PLACEHOLDER = "\\{\\{.+\\}\\}";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ScalarSchema() {}

    static ObjectNode of(Class<?> type) {
        if (type == Secret.class) {
            return matching(PLACEHOLDER);
        } else if (type == Duration.class) {
            return matching("^[0-9]{1,9}(ms|s|m|h|d)$|" + PLACEHOLDER);
        } else if (type == Retention.class) {
            return matching("^(none|[0-9]{1,6}[hd])$|" + PLACEHOLDER);
        } else if (type == LocalDate.class) {
            return matching("^[0-9]{4}-[0-9]{2}-[0-9]{2}$|" + PLACEHOLDER);
        } else if (type == URI.class) {
            return matching("^[hH][tT][tT][pP][sS]?://[^/?#@]+([/?#].*)?$|" + PLACEHOLDER);
        } else if (type == String.class) {
            return JSON.objectNode().put("type", "string");
        }
        return orPlaceholder(type.isEnum() ? choice(type) : JSON.objectNode().put("type", name(type)));
    }

    private static String name(Class<?> type) {
        if (type == Boolean.class) {
            return "boolean";
        }
        return type == Double.class ? "number" : "integer";
    }

    private static ObjectNode choice(Class<?> type) {
        ObjectNode schema = JSON.objectNode();
        ArrayNode constants = schema.putArray("enum");
        for (Object constant : type.getEnumConstants()) {
            constants.add(ScalarKind.spelling((Enum<?>) constant));
        }
        return schema;
    }

    private static ObjectNode orPlaceholder(ObjectNode value) {
        ObjectNode schema = JSON.objectNode();
        schema.putArray("anyOf").add(value).add(matching(PLACEHOLDER));
        return schema;
    }

    private static ObjectNode matching(String pattern) {
        return JSON.objectNode().put("type", "string").put("pattern", pattern);
    }
}
