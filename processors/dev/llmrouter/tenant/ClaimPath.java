package dev.llmrouter.tenant;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds a claim by its name, or else by names with dots between that lead into objects. */
final class ClaimPath {

    private ClaimPath() {}

    /** {@return the value; null where there is none} Names of claims are often URLs, so the whole name comes first. */
    static @Nullable Object find(Map<?, ?> claims, String path) {
        Object whole = claims.get(path);
        for (int dot = path.indexOf('.'); whole == null && dot > 0; dot = path.indexOf('.', dot + 1)) {
            whole = claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner
                    ? find(inner, path.substring(dot + 1))
                    : null;
        }
        return whole;
    }

    /** {@return a text; null where there is none, or something else} */
    static @Nullable String text(Map<?, ?> claims, String path) {
        Object value = find(claims, path);
        String text = value instanceof Number || value instanceof String ? value.toString() : "";
        return text.isBlank() ? null : text;
    }

    /** {@return texts, of which there may be one; empty where there are none} */
    static List<String> texts(Map<?, ?> claims, String path) {
        Object value = find(claims, path);
        return value instanceof List<?> list
                ? list.stream()
                        .filter(String.class::isInstance)
                        .map(Object::toString)
                        .toList()
                : value instanceof String one && !one.isBlank() ? List.of(one) : List.of();
    }
}
