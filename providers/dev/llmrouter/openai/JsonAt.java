package dev.llmrouter.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value of a request and where it stands in it, so that every refusal can name the place. A JSON null counts as
 * absent, as OpenAI's servers treat it.
 *
 * @param path such as {@code messages[2].content[0].text}; empty for the request itself
 */
record JsonAt(JsonNode node, String path) {

    /** {@return the whole request, which must be an object} */
    static JsonAt root(JsonNode body) {
        return new JsonAt(body, "").object();
    }

    JsonAt at(String field) {
        return new JsonAt(node.path(field), path.isEmpty() ? field : path + "." + field);
    }

    boolean isAbsent() {
        return node.isMissingNode() || node.isNull();
    }

    JsonAt object() {
        if (!node.isObject()) {
            throw bad(isAbsent() ? "is missing" : "is not an object");
        }
        return this;
    }

    List<JsonAt> items() {
        if (!node.isArray()) {
            throw bad(isAbsent() ? "is missing" : "is not an array");
        }
        List<JsonAt> items = new ArrayList<>(node.size());
        for (JsonNode item : node) {
            items.add(new JsonAt(item, path + "[" + items.size() + "]"));
        }
        return items;
    }

    String text() {
        if (!node.isTextual()) {
            throw bad(isAbsent() ? "is missing" : "is not a string");
        }
        return node.textValue();
    }

    String filledText() {
        if (text().isBlank()) {
            throw bad("is blank");
        }
        return text();
    }

    @Nullable
    String textOrNull() {
        return isAbsent() ? null : text();
    }

    @Nullable
    Double numberOrNull() {
        if (isAbsent()) {
            return null;
        }
        if (!node.isNumber()) {
            throw bad("is not a number");
        }
        return node.doubleValue();
    }

    /** {@return a whole number from 1 to 2147483647, or null} */
    @Nullable
    Integer countOrNull() {
        if (isAbsent()) {
            return null;
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1) {
            throw bad("is not a positive whole number");
        }
        return node.intValue();
    }

    /** Adds the paths of this object's fields that are present and none of the known ones. */
    void listUnknown(Set<String> known, List<String> unknown) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!known.contains(field.getKey()) && !field.getValue().isNull()) {
                unknown.add(at(field.getKey()).path);
            }
        }
    }

    LlmException bad(String what) {
        String message = (path.isEmpty() ? "the request" : path) + " " + what;
        FailureClass kind = FailureClass.BAD_REQUEST;
        String param = path.isEmpty() ? null : path;
        return new Failure(kind, kind.status(), message, "invalid_request_error", param, null, null).asException();
    }
}
