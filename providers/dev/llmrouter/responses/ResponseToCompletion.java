package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Set;

/** Puts a whole response as a chat completion. */
final class ResponseToCompletion {

    private static final Set<String> SERVICE_TIERS = Set.of("auto", "default", "flex", "scale", "priority");

    private final JsonNode response;
    private final ReplyWishes wishes;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();
    private final ArrayNode details = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode calls = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode citations = JsonNodeFactory.instance.arrayNode();
    private boolean isAnySealed;

    private ResponseToCompletion(JsonNode response, ReplyWishes wishes) {
        this.response = response;
        this.wishes = wishes;
    }

    static Buffer translate(byte[] response, ReplyWishes wishes) {
        try {
            JsonNode read = Json.MAPPER.readTree(response);
            return Buffer.buffer(
                    new ResponseToCompletion(read, wishes).completion().toString());
        } catch (IOException e) {
            throw Failure.of(FailureClass.MALFORMED, "The provider's reply is not JSON.")
                    .asException();
        }
    }

    private ObjectNode completion() {
        String status = response.path("status").asText("completed");
        if (!status.equals("completed") && !status.equals("incomplete")) {
            throw Failure.of(FailureClass.MALFORMED, "The provider's response is not complete, but '" + status + "'.")
                    .asException();
        }
        response.path("output").forEach(this::item);
        ObjectNode completion = ChatWords.head(response, "chat.completion");
        ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
        choice.set("message", said());
        choice.putNull("logprobs").put("finish_reason", ChatWords.finish(response, !calls.isEmpty()));
        Usage usage = ResponsesUsage.read(response.path("usage"));
        if (usage != null) {
            completion.set("usage", ResponsesUsage.toChat(usage));
        }
        String tier = response.path("service_tier").asText("");
        return SERVICE_TIERS.contains(tier) ? completion.put("service_tier", tier) : completion;
    }

    private void item(JsonNode item) {
        switch (item.path("type").asText("")) {
            case "message" -> item.path("content").forEach(this::part);
            case "reasoning" -> thought(item);
            case "function_call" -> call(item);
            // of the provider's own tools, which a chat completion has no form for
            default -> {}
        }
    }

    private void part(JsonNode part) {
        if (part.path("type").asText("").equals("refusal")) {
            refusal.append(part.path("refusal").asText(""));
            return;
        }
        int before = ChatWords.length(text);
        text.append(part.path("text").asText(""));
        for (JsonNode annotation : part.path("annotations")) {
            ObjectNode citation = ChatWords.citation(annotation, before);
            if (citation != null) {
                citations.add(citation);
            }
        }
    }

    private void thought(JsonNode item) {
        String shown = ChatWords.shown(item);
        if (!shown.isEmpty()) {
            thinking.append(thinking.isEmpty() ? "" : "\n\n").append(shown);
            details.add(ChatWords.shown(shown, details.size()));
        }
        if (ChatWords.isSealed(item)) {
            isAnySealed = true;
            details.add(ChatWords.sealed(item, details.size()));
        }
    }

    private void call(JsonNode item) {
        String arguments = item.path("arguments").asText("");
        ObjectNode call = calls.addObject()
                .put("id", ItemDeltas.callId(item, calls.size() - 1))
                .put("type", "function");
        call.putObject("function")
                .put("name", item.path("name").asText(""))
                .put("arguments", arguments.isBlank() ? "{}" : arguments);
    }

    private ObjectNode said() {
        ObjectNode said = JsonNodeFactory.instance.objectNode().put("role", "assistant");
        boolean isSilent = text.isEmpty() && (!calls.isEmpty() || !refusal.isEmpty());
        said.put("content", isSilent ? null : text.toString());
        said.put("refusal", refusal.isEmpty() ? null : refusal.toString());
        if (!wishes.hidesThoughts() && !thinking.isEmpty()) {
            said.put("reasoning_content", thinking.toString());
        }
        if (!wishes.hidesThoughts() && isAnySealed) {
            said.set("reasoning_details", details);
        }
        if (!calls.isEmpty()) {
            said.set("tool_calls", calls);
        }
        if (!citations.isEmpty()) {
            said.set("annotations", citations);
        }
        return said;
    }
}
