package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.WholeText;
import org.jspecify.annotations.Nullable;

/** What the model thinks: a summary to show, and the sealed thoughts that a later request quotes. */
final class ReasoningItem implements OutputItem {

    private final ItemPlace place;
    private final WholeText thought = new WholeText();
    private final ThoughtDetails details;
    private final boolean isBehind;
    private String status = IN_PROGRESS;

    ReasoningItem(ItemPlace place) {
        this(place, new ThoughtDetails(), false);
    }

    private ReasoningItem(ItemPlace place, ThoughtDetails details, boolean isBehind) {
        this.place = place;
        this.details = details;
        this.isBehind = isBehind;
        place.added(json());
    }

    /**
     * {@return an item for what signs thoughts that were shown before the answer: some models sign when they are done}
     *
     * @param unsigned those thoughts; copied
     */
    static ReasoningItem behind(ItemPlace place, @Nullable ReasoningItem unsigned) {
        ThoughtDetails known = new ThoughtDetails();
        if (unsigned != null) {
            unsigned.details.json().forEach(block -> known.add(block.deepCopy()));
        }
        return new ReasoningItem(place, known, true);
    }

    /** {@return whether it holds what a later request has to quote to the letter} */
    boolean isSealed() {
        return details.areSealed();
    }

    /** Adds a piece to what is shown. */
    void text(String piece) {
        if (piece.isEmpty()) {
            return;
        }
        if (thought.isEmpty()) {
            ObjectNode added = summaryFields();
            added.set("part", summary(""));
            place.send("response.reasoning_summary_part.added", added);
        }
        delta(thought.add(piece));
    }

    /** Adds pieces of {@code reasoning_details}, which are not shown. */
    void details(JsonNode pieces) {
        pieces.forEach(details::add);
    }

    private void delta(String piece) {
        if (!piece.isEmpty()) {
            place.send("response.reasoning_summary_text.delta", summaryFields().put("delta", piece));
        }
    }

    private ObjectNode summaryFields() {
        return place.fields().put("summary_index", 0);
    }

    private static ObjectNode summary(String text) {
        return JsonNodeFactory.instance.objectNode().put("type", "summary_text").put("text", text);
    }

    @Override
    public void close(String as) {
        if (!status.equals(IN_PROGRESS)) {
            return;
        }
        if (!thought.isEmpty()) {
            delta(thought.rest());
            place.send("response.reasoning_summary_text.done", summaryFields().put("text", thought.toString()));
            ObjectNode done = summaryFields();
            done.set("part", summary(thought.toString()));
            place.send("response.reasoning_summary_part.done", done);
        }
        status = as;
        place.done(json());
    }

    @Override
    public ObjectNode json() {
        ObjectNode item = JsonNodeFactory.instance
                .objectNode()
                .put("id", place.id())
                .put("type", "reasoning")
                .put("status", status);
        ArrayNode summaries = item.putArray("summary");
        if (!thought.isEmpty() && !status.equals(IN_PROGRESS)) {
            summaries.add(summary(thought.toString()));
        }
        if (details.areSealed()) {
            item.put("encrypted_content", SealedThoughts.seal(details.json(), isBehind));
        }
        return item;
    }
}
