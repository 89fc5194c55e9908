package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.WholeText;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Reads the reasoning items of a streamed response as deltas of a chat completion. Not thread-safe. */
final class ItemThoughts {

    private static final String BETWEEN = "\n\n";

    private final ReplyWishes wishes;
    private final Consumer<ObjectNode> deltas;
    private final Map<String, Thought> thoughts = new HashMap<>();
    private boolean isAnyShown;
    private int details;

    ItemThoughts(ReplyWishes wishes, Consumer<ObjectNode> deltas) {
        this.wishes = wishes;
        this.deltas = deltas;
    }

    /** One item. */
    private static final class Thought {
        private final WholeText text = new WholeText();
        private int index = -1;
        private String part = "";

        /** Its text and its summary say the same, so only what came first is shown. */
        boolean isSameKind(String other) {
            return part.isEmpty() || part.charAt(0) == other.charAt(0);
        }
    }

    /**
     * A piece of what is shown.
     *
     * @param part of the item, its kind first
     */
    void piece(String place, String part, String piece) {
        Thought thought = thoughts.computeIfAbsent(place, first -> new Thought());
        if (thought.isSameKind(part)) {
            boolean isNext = !thought.part.isEmpty() && !thought.part.equals(part);
            thought.part = part;
            show(thought, isNext ? BETWEEN + piece : piece);
        }
    }

    /** The whole item, of which some or all may have been shown. */
    void done(String place, JsonNode item) {
        Thought thought = thoughts.computeIfAbsent(place, first -> new Thought());
        if (thought.text.isEmpty()) {
            show(thought, ChatWords.shown(item));
        }
        if (!wishes.hidesThoughts() && ChatWords.isSealed(item)) {
            ObjectNode delta = JsonNodeFactory.instance.objectNode();
            delta.putArray("reasoning_details").add(ChatWords.sealed(item, details++));
            deltas.accept(delta);
        }
    }

    private void show(Thought thought, String piece) {
        String complete = thought.text.add(piece);
        if (complete.isEmpty() || wishes.hidesThoughts()) {
            return;
        }
        boolean isFirst = thought.index < 0;
        if (isFirst) {
            thought.index = details++;
        }
        ObjectNode delta = JsonNodeFactory.instance
                .objectNode()
                .put("reasoning_content", isFirst && isAnyShown ? BETWEEN + complete : complete);
        isAnyShown = true;
        // whether it is also sealed only its end tells
        delta.putArray("reasoning_details").add(ChatWords.shown(complete, thought.index));
        deltas.accept(delta);
    }
}
