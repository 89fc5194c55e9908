package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Puts {@code reasoning_details} as reasoning items, of which a provider takes only those that it encrypted itself; the
 * readable text before one is its summary. Not thread-safe.
 */
final class ThoughtsToItems {

    private final ArrayNode items = JsonNodeFactory.instance.arrayNode();
    private final StringBuilder summary = new StringBuilder();
    private boolean isAnyLeftOut;

    void add(JsonNode detail) {
        String sealed = text(detail, "data") + text(detail, "signature");
        String format = text(detail, "format");
        if (!sealed.isEmpty() && !format.equals(SealedThoughts.FORMAT)) {
            // another provider's, which this one could not read
            isAnyLeftOut = true;
            summary.setLength(0);
            return;
        }
        summary.append(text(detail, "text")).append(text(detail, "summary"));
        if (!sealed.isEmpty()) {
            item(text(detail, "id"), sealed);
        }
    }

    private static String text(JsonNode detail, String field) {
        JsonNode value = detail.path(field);
        return value.isTextual() ? value.textValue() : "";
    }

    private void item(String id, String sealed) {
        ObjectNode item = items.addObject().put("type", "reasoning");
        if (!id.isEmpty()) {
            item.put("id", id);
        }
        ArrayNode summaries = item.putArray("summary");
        if (!summary.isEmpty()) {
            summaries.addObject().put("type", "summary_text").put("text", summary.toString());
        }
        item.put("encrypted_content", sealed);
        summary.setLength(0);
    }

    /** {@return the items of what the provider encrypted} */
    ArrayNode items() {
        return items;
    }

    /** {@return whether there were thoughts that another provider encrypted or signed} */
    boolean isAnyLeftOut() {
        return isAnyLeftOut;
    }
}
