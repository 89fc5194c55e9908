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
 * @param node missing where there is nothing at that place
 * @param path such as {@code messages[2].content[0].text}; empty for the request itself
 */
public record JsonAt(JsonNode node, String path) {

    /** {@return the whole request, which must be an object} */
    public static JsonAt root(JsonNode body) {
        return new JsonAt(body, "").object();
    }

    /** {@return the field of that name, which may be absent} */
    public JsonAt at(String field) {
        return new JsonAt(node.path(field), path.isEmpty() ? field : path + "." + field);
    }

    /** {@return whether there is nothing here, or a JSON null} */
    public boolean isAbsent() {
        return node.isMissingNode() || node.isNull();
    }

    /** {@return this, which must be an object} */
    public JsonAt object() {
        if (!node.isObject()) {
            throw bad(isAbsent() ? "is missing" : "is not an object");
        }
        return this;
    }

    /** {@return the items of this, which must be an array} */
    public List<JsonAt> items() {
        if (!node.isArray()) {
            throw bad(isAbsent() ? "is missing" : "is not an array");
        }
        List<JsonAt> items = new ArrayList<>(node.size());
        for (JsonNode item : node) {
            items.add(new JsonAt(item, path + "[" + items.size() + "]"));
        }
        return items;
    }

    /** {@return the text of this, which must be a string} */
    public String text() {
        if (!node.isTextual()) {
            throw bad(isAbsent() ? "is missing" : "is not a string");
        }
        return node.textValue();
    }

    /** {@return the text of this, which must be a string with more than white space in it} */
    public String filledText() {
        if (text().isBlank()) {
            throw bad("is blank");
        }
        return text();
    }

    /** {@return the text, or null where this is absent} */
    public @Nullable String textOrNull() {
        return isAbsent() ? null : text();
    }

    /** {@return the number, or null where this is absent} */
    public @Nullable Double numberOrNull() {
        if (isAbsent()) {
            return null;
        }
        if (!node.isNumber()) {
            throw bad("is not a number");
        }
        return node.doubleValue();
    }

    @Nullable
    Boolean yesOrNull() {
        if (isAbsent()) {
            return null;
        }
        if (!node.isBoolean()) {
            throw bad("is neither true nor false");
        }
        return node.booleanValue();
    }

    /** {@return a whole number from 1 to 2147483647, or null} */
    public @Nullable Integer countOrNull() {
        if (isAbsent()) {
            return null;
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1) {
            throw bad("is not a positive whole number");
        }
        return node.intValue();
    }

    /** Adds the paths of this object's fields that are present and none of the known ones. */
    public void listUnknown(Set<String> known, List<String> unknown) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!known.contains(field.getKey()) && !field.getValue().isNull()) {
                unknown.add(at(field.getKey()).path);
            }
        }
    }

    /** {@return the refusal of the request for this value, of class BAD_REQUEST; {@code what} goes on behind the place} */
    public LlmException bad(String what) {
        return refused(FailureClass.BAD_REQUEST, what);
    }

    /**
     * {@return the refusal of a request that is well-formed, but asks what the target can't do and another may: of class
     * UNSUPPORTED, so that the next target is asked}
     */
    public LlmException unsupported(String what) {
        return refused(FailureClass.UNSUPPORTED, what);
    }

    private LlmException refused(FailureClass kind, String what) {
        String message = (path.isEmpty() ? "the request" : path) + " " + what;
        String param = path.isEmpty() ? null : path;
        return new Failure(kind, kind.status(), message, "invalid_request_error", param, null, null).asException();
    }
}
