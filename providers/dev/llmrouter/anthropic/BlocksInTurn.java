package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Writes the blocks of one message, each to its end before the next begins, as Anthropic's clients expect it, also where
 * a provider mixes the pieces of several: the first goes out as it comes, the others wait. Not thread-safe.
 */
final class BlocksInTurn {

    private final EventWriter events;
    private final Deque<ContentBlock> open = new ArrayDeque<>();
    private int index;

    BlocksInTurn(EventWriter events) {
        this.events = events;
    }

    /** {@return the block that was begun last; null where that has ended} */
    @Nullable
    ContentBlock last() {
        return open.peekLast();
    }

    void begin(ContentBlock block) {
        open.add(block);
        if (open.size() == 1) {
            start(block);
        } else {
            turn();
        }
    }

    /** Adds to a block. What comes to one that has ended is nothing that could still be said. */
    void add(ContentBlock block, ObjectNode delta) {
        if (block == open.peekFirst()) {
            delta(delta);
            turn();
        } else if (open.contains(block)) {
            block.keep(delta);
        }
    }

    void endAll() {
        while (!open.isEmpty()) {
            next();
        }
    }

    private void turn() {
        while (open.size() > 1 && open.getFirst().isWhole()) {
            next();
        }
    }

    private void next() {
        ObjectNode missing = open.removeFirst().missing();
        if (missing != null) {
            delta(missing);
        }
        events.write(EventWriter.event("content_block_stop", index));
        index++;
        ContentBlock block = open.peekFirst();
        if (block != null) {
            start(block);
        }
    }

    private void start(ContentBlock block) {
        ObjectNode start = EventWriter.event("content_block_start", index);
        start.set("content_block", block.start());
        events.write(start);
        block.early().forEach(this::delta);
    }

    private void delta(ObjectNode delta) {
        ObjectNode event = EventWriter.event("content_block_delta", index);
        event.set("delta", delta);
        events.write(event);
    }
}
