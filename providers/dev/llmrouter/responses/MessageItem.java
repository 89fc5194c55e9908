package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.WholeText;
import org.jspecify.annotations.Nullable;

/** What the assistant says: parts of text, and of refusal. */
final class MessageItem implements OutputItem {

    private static final String TEXT = "text";
    private static final String REFUSAL = "refusal";

    private final ItemPlace place;
    private final ArrayNode parts = JsonNodeFactory.instance.arrayNode();
    private String status = IN_PROGRESS;
    private @Nullable String key;
    private WholeText said = new WholeText();
    private ArrayNode logprobs = JsonNodeFactory.instance.arrayNode();

    MessageItem(ItemPlace place) {
        this.place = place;
        place.added(json());
    }

    /** Adds a piece of text, with the probabilities of its tokens where they were asked for. */
    void text(String piece, ArrayNode probabilities) {
        open(TEXT);
        logprobs.addAll(probabilities);
        delta(said.add(piece), probabilities);
    }

    /** Adds a piece of a refusal. */
    void refusal(String piece) {
        open(REFUSAL);
        delta(said.add(piece), null);
    }

    private void open(String wanted) {
        if (wanted.equals(key)) {
            return;
        }
        closePart();
        key = wanted;
        said = new WholeText();
        logprobs = JsonNodeFactory.instance.arrayNode();
        ObjectNode added = partFields();
        added.set("part", part(""));
        place.send("response.content_part.added", added);
    }

    private void delta(String piece, @Nullable ArrayNode probabilities) {
        if (piece.isEmpty()) {
            return;
        }
        ObjectNode fields = partFields().put("delta", piece);
        if (probabilities != null) {
            fields.set("logprobs", probabilities);
        }
        place.send(eventsOfPart() + ".delta", fields);
    }

    private void closePart() {
        if (key == null) {
            return;
        }
        delta(said.rest(), key.equals(TEXT) ? JsonNodeFactory.instance.arrayNode() : null);
        ObjectNode done = partFields().put(key, said.toString());
        if (key.equals(TEXT)) {
            done.set("logprobs", logprobs);
        }
        place.send(eventsOfPart() + ".done", done);
        ObjectNode closed = partFields();
        ObjectNode part = part(said.toString());
        closed.set("part", part);
        place.send("response.content_part.done", closed);
        parts.add(part);
        key = null;
    }

    private String eventsOfPart() {
        return TEXT.equals(key) ? "response.output_text" : "response.refusal";
    }

    private ObjectNode partFields() {
        return place.fields().put("content_index", parts.size());
    }

    private ObjectNode part(String text) {
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        if (REFUSAL.equals(key)) {
            return part.put("type", REFUSAL).put(REFUSAL, text);
        }
        part.put("type", "output_text").put(TEXT, text).putArray("annotations");
        part.set("logprobs", text.isEmpty() ? JsonNodeFactory.instance.arrayNode() : logprobs);
        return part;
    }

    @Override
    public void close(String as) {
        if (!status.equals(IN_PROGRESS)) {
            return;
        }
        if (key == null && parts.isEmpty()) {
            open(TEXT);
        }
        closePart();
        status = as;
        place.done(json());
    }

    @Override
    public ObjectNode json() {
        ObjectNode item = JsonNodeFactory.instance
                .objectNode()
                .put("id", place.id())
                .put("type", "message")
                .put("status", status)
                .put("role", "assistant");
        JsonNode content = parts.deepCopy();
        item.set("content", content);
        return item;
    }
}
