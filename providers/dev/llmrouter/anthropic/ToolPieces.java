package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the pieces of tool calls in the deltas of a chat, and adds them to the blocks of a message. Not thread-safe. */
final class ToolPieces {

    private final BlocksInTurn blocks;
    private final Map<Integer, ContentBlock> byIndex = new HashMap<>();
    private final Map<Integer, String> idsAhead = new HashMap<>();
    private final Map<Integer, String> givenIds = new HashMap<>();
    private final CallIds ids = new CallIds();
    private String messageId = "";
    private int last;
    private int begun;

    ToolPieces(BlocksInTurn blocks) {
        this.blocks = blocks;
    }

    /** The message that the calls are in. */
    void of(String messageId) {
        this.messageId = messageId;
    }

    boolean hasAny() {
        return begun > 0;
    }

    void add(JsonNode piece) {
        String id = piece.path("id").asText("");
        JsonNode function = piece.path("function");
        int index = piece.path("index").asInt(last);
        last = index;
        ContentBlock block = byIndex.get(index);
        // a few servers count all calls as the first, and tell them apart by id only
        String name = text(function.path("name"));
        if (block == null || (!name.isEmpty() && !id.isBlank() && !id.equals(givenIds.get(index)))) {
            block = begin(index, id, name);
        }
        if (block != null) {
            arguments(block, function.path("arguments"));
        }
    }

    private @Nullable ContentBlock begin(int index, String id, String name) {
        if (name.isEmpty()) {
            // a few servers send the id ahead of the name
            if (!id.isBlank()) {
                idsAhead.put(index, id);
            }
            return null;
        }
        String ahead = idsAhead.remove(index);
        String given = id.isBlank() && ahead != null ? ahead : id;
        String known = ids.unique(given, messageId, begun);
        begun++;
        ContentBlock block = ContentBlock.call(known, name);
        byIndex.put(index, block);
        givenIds.put(index, given);
        blocks.begin(block);
        return block;
    }

    private void arguments(ContentBlock block, JsonNode arguments) {
        // a few servers send the object itself
        String piece = arguments.isObject() ? arguments.toString() : text(arguments);
        if (!piece.isEmpty()) {
            block.heard(piece);
            blocks.add(block, EventWriter.event("input_json_delta").put("partial_json", piece));
        }
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : "";
    }
}
