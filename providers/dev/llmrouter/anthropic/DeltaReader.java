package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.wire.Json;
import java.util.function.Consumer;

/** Reads the blocks of a streamed message, one after the other, as deltas of a chat completion. Not thread-safe. */
final class DeltaReader {

    private final ReplyWishes wishes;
    private final Consumer<ObjectNode> deltas;
    private String type = "";
    private JsonNode input = Json.MAPPER.missingNode();
    private boolean isReply;
    private boolean hasArguments;
    private int calls;
    private int thoughts;

    DeltaReader(ReplyWishes wishes, Consumer<ObjectNode> deltas) {
        this.wishes = wishes;
        this.deltas = deltas;
    }

    boolean hasCalls() {
        return calls > 0;
    }

    void start(JsonNode block) {
        type = block.path("type").asText("");
        switch (type) {
            case "text" -> text(block.path("text").asText(""));
            case "thinking" -> thought(block);
            case "redacted_thinking" ->
                thought(
                        Thoughts.encrypted(
                                Signature.read(block.path(Thoughts.DATA).asText("")), thoughts),
                        "");
            case "tool_use" -> call(block);
            default -> {}
        }
    }

    void piece(JsonNode delta) {
        switch (delta.path("type").asText("")) {
            case "text_delta" -> text(delta.path("text").asText(""));
            case "thinking_delta", "signature_delta" -> thought(delta);
            case "input_json_delta" -> arguments(delta.path("partial_json").asText(""));
            default -> {}
        }
    }

    void stop() {
        if (type.equals("tool_use") && !hasArguments) {
            arguments(ToolInput.write(input));
        } else if (type.equals("thinking") || type.equals("redacted_thinking")) {
            thoughts++;
        }
        type = "";
    }

    private void text(String piece) {
        if (!piece.isEmpty()) {
            deltas.accept(Json.MAPPER.createObjectNode().put("content", piece));
        }
    }

    private void thought(JsonNode from) {
        String piece = from.path("thinking").asText("");
        Signature signature = Signature.read(from.path(Thoughts.SIGNATURE).asText(""));
        if (!piece.isEmpty() || !signature.data().isEmpty()) {
            thought(Thoughts.text(piece, signature, thoughts), piece);
        }
    }

    private void thought(ObjectNode detail, String piece) {
        if (wishes.hidesThoughts()) {
            return;
        }
        ObjectNode delta = Json.MAPPER.createObjectNode();
        if (!piece.isEmpty()) {
            delta.put(Thoughts.CONTENT, piece);
        }
        delta.set(Thoughts.DETAILS, Thoughts.only(detail));
        deltas.accept(delta);
    }

    private void call(JsonNode block) {
        input = block.path("input");
        hasArguments = false;
        isReply = wishes.isReply(block.path("name").asText(""));
        if (isReply) {
            return;
        }
        ObjectNode call = Json.MAPPER
                .createObjectNode()
                .put("index", calls)
                .put("id", block.path("id").asText(""))
                .put("type", "function");
        call.putObject("function").put("name", block.path("name").asText("")).put("arguments", "");
        calls++;
        call(call);
    }

    private void arguments(String piece) {
        if (piece.isEmpty() || !type.equals("tool_use")) {
            return;
        }
        hasArguments = true;
        if (isReply) {
            text(piece);
            return;
        }
        ObjectNode call = Json.MAPPER.createObjectNode().put("index", calls - 1);
        call.putObject("function").put("arguments", piece);
        call(call);
    }

    private void call(ObjectNode call) {
        ObjectNode delta = Json.MAPPER.createObjectNode();
        delta.putArray("tool_calls").add(call);
        deltas.accept(delta);
    }
}
