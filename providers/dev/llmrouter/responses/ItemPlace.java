package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Where an item stands in a response.
 *
 * @param id unique among all items of all responses
 * @param index in the output
 */
record ItemPlace(EventSink events, String id, int index) {

    /** {@return the fields that every event about a piece of the item has} */
    ObjectNode fields() {
        return JsonNodeFactory.instance.objectNode().put("item_id", id).put("output_index", index);
    }

    void send(String type, ObjectNode fields) {
        events.send(type, fields);
    }

    void added(JsonNode item) {
        events.send("response.output_item.added", whole(item));
    }

    void done(JsonNode item) {
        events.send("response.output_item.done", whole(item));
    }

    private ObjectNode whole(JsonNode item) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode().put("output_index", index);
        fields.set("item", item);
        return fields;
    }
}
