package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Puts a whole chat completion as a message: of several choices the first. */
final class CompletionToMessage {

    private final JsonNode completion;
    private final JsonNode choice;
    private final Usage counted;
    private final String id;
    private final ArrayNode content = Json.MAPPER.createArrayNode();

    private CompletionToMessage(JsonNode completion, Usage counted) {
        this.completion = completion;
        this.counted = counted;
        this.choice = completion.path("choices").path(0);
        this.id = MessageHead.id(completion);
    }

    /** {@code counted} is told where the completion has no usage. */
    static byte[] translate(byte[] completion, Usage counted) {
        try {
            JsonNode read = Json.MAPPER.readTree(completion);
            return new CompletionToMessage(read, counted).message().toString().getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw Failure.of(FailureClass.MALFORMED, "The provider's reply is not JSON.")
                    .asException();
        }
    }

    private ObjectNode message() {
        JsonNode said = choice.path("message");
        ThoughtPieces.of(said).forEach(piece -> content.add(piece.block()));
        text(said);
        boolean hasCalls = calls(said.path("tool_calls"));
        ObjectNode message = MessageHead.write(id, completion);
        message.set("content", content);
        StopReasons.write(message, choice, choice.path("finish_reason").asText(), hasCalls);
        JsonNode usage = completion.path("usage");
        message.set("usage", usage.isObject() ? CountedTokens.fromChat(usage) : CountedTokens.of(counted));
        return message;
    }

    private void text(JsonNode said) {
        String text = SaidText.of(said.path("content")) + SaidText.of(said.path("refusal"));
        if (!text.isEmpty()) {
            content.addObject().put("type", "text").put("text", text);
        }
    }

    private boolean calls(JsonNode calls) {
        boolean hasCalls = false;
        CallIds ids = new CallIds();
        for (JsonNode call : calls) {
            JsonNode function = call.path("function");
            if (function.isObject()) {
                String callId = ids.unique(call.path("id").asText(""), id, content.size());
                content.addObject()
                        .put("type", "tool_use")
                        .put("id", callId)
                        .put("name", function.path("name").asText(""))
                        .set("input", ToolInput.read(function.path("arguments")));
                hasCalls = true;
            }
        }
        return hasCalls;
    }
}
