package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One block of a streamed message that is not yet at its end, and what came of it before its turn. */
final class ContentBlock {

    private final ObjectNode start;
    private final @Nullable JsonDepth arguments;
    private final List<ObjectNode> early = new ArrayList<>();
    private int thought;
    private boolean isSigned;

    private ContentBlock(ObjectNode start, @Nullable JsonDepth arguments) {
        this.start = start;
        this.arguments = arguments;
    }

    static ContentBlock text() {
        return new ContentBlock(EventWriter.event("text").put("text", ""), null);
    }

    static ContentBlock thinking(int thought) {
        ContentBlock block = new ContentBlock(Thoughts.block("", ""), null);
        block.thought = thought;
        return block;
    }

    static ContentBlock redacted(String data) {
        return new ContentBlock(Thoughts.redacted(data), null);
    }

    static ContentBlock call(String id, String name) {
        ObjectNode start = EventWriter.event("tool_use").put("id", id).put("name", name);
        start.putObject("input");
        return new ContentBlock(start, new JsonDepth());
    }

    /** {@return what it begins with} */
    ObjectNode start() {
        return start;
    }

    boolean isText() {
        return isA("text");
    }

    boolean isThought(int index) {
        return isA("thinking") && thought == index;
    }

    boolean isCall() {
        return arguments != null;
    }

    private boolean isA(String type) {
        return start.path("type").textValue().equals(type);
    }

    String id() {
        return start.path("id").asText();
    }

    /** Takes a piece of a call's arguments, to know when they are whole. */
    void heard(String piece) {
        if (arguments != null) {
            arguments.add(piece);
        }
    }

    /** {@return whether nothing of it can come any more, once another block has begun} */
    boolean isWhole() {
        return arguments == null || arguments.isWhole();
    }

    /** Notes that the thought has its signature. */
    void sign() {
        isSigned = true;
    }

    /** {@return the delta that is still missing at its end; null where none is} */
    @Nullable
    ObjectNode missing() {
        return isA("thinking") && !isSigned
                ? EventWriter.event("signature_delta").put(Thoughts.SIGNATURE, Signature.UNSIGNED)
                : null;
    }

    /** Keeps a delta until its turn comes. */
    void keep(ObjectNode delta) {
        early.add(delta);
    }

    /** {@return the deltas that came before its turn} */
    List<ObjectNode> early() {
        return early;
    }
}
