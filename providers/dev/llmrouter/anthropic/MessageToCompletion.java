package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** Puts a whole message as a chat completion. */
final class MessageToCompletion {

    private final JsonNode message;
    private final ReplyWishes wishes;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();
    private final ArrayNode details = Json.MAPPER.createArrayNode();
    private final ArrayNode calls = Json.MAPPER.createArrayNode();
    private boolean isReplyCalled;

    private MessageToCompletion(JsonNode message, ReplyWishes wishes) {
        this.message = message;
        this.wishes = wishes;
    }

    static Buffer translate(byte[] message, ReplyWishes wishes) {
        try {
            JsonNode read = Json.MAPPER.readTree(message);
            return Buffer.buffer(
                    new MessageToCompletion(read, wishes).completion().toString());
        } catch (IOException e) {
            throw Failure.of(FailureClass.MALFORMED, "The provider's reply is not JSON.")
                    .asException();
        }
    }

    private ObjectNode completion() {
        message.path("content").forEach(this::block);
        ObjectNode completion = ChunkHead.write(message, "chat.completion");
        ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
        choice.set("message", said());
        choice.putNull("logprobs").put("finish_reason", finish());
        CountedTokens counted = new CountedTokens();
        counted.add(message.path("usage"));
        Usage usage = counted.usage();
        if (usage != null) {
            completion.set("usage", CountedTokens.toChat(usage));
        }
        return completion;
    }

    private String finish() {
        String finish = StopReasons.toChat(message.path("stop_reason").asText(""));
        return isReplyCalled && calls.isEmpty() && finish.equals("tool_calls") ? "stop" : finish;
    }

    private void block(JsonNode block) {
        switch (block.path("type").asText("")) {
            case "text" -> text.append(block.path("text").asText(""));
            case "thinking" -> thought(block);
            case "redacted_thinking" ->
                details.add(Thoughts.encrypted(
                        Signature.read(block.path(Thoughts.DATA).asText("")), details.size()));
            case "tool_use" -> call(block);
            // of Anthropic's own tools, which a chat completion has no form for
            default -> {}
        }
    }

    private void thought(JsonNode block) {
        String thought = block.path("thinking").asText("");
        thinking.append(thought);
        Signature signature = Signature.read(block.path(Thoughts.SIGNATURE).asText(""));
        details.add(Thoughts.text(thought, signature, details.size()));
    }

    private void call(JsonNode block) {
        String name = block.path("name").asText("");
        String arguments = ToolInput.write(block.path("input"));
        if (wishes.isReply(name)) {
            isReplyCalled = true;
            text.append(arguments);
            return;
        }
        ObjectNode call =
                calls.addObject().put("id", block.path("id").asText("")).put("type", "function");
        call.putObject("function").put("name", name).put("arguments", arguments);
    }

    private ObjectNode said() {
        ObjectNode said = Json.MAPPER.createObjectNode().put("role", "assistant");
        said.put("content", text.length() == 0 && !calls.isEmpty() ? null : text.toString());
        said.putNull("refusal");
        if (!wishes.hidesThoughts() && thinking.length() > 0) {
            said.put(Thoughts.CONTENT, thinking.toString());
        }
        if (!wishes.hidesThoughts() && !details.isEmpty()) {
            said.set(Thoughts.DETAILS, details);
        }
        if (!calls.isEmpty()) {
            said.set("tool_calls", calls);
        }
        return said;
    }
}
