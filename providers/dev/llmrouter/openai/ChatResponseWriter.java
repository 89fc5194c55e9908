package dev.llmrouter.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes LangChain4j's reply as OpenAI's {@code chat.completion}, with every key that OpenAI's schema requires. */
public final class ChatResponseWriter {

    private ChatResponseWriter() {}

    /**
     * {@return the reply as JSON in UTF-8; {@code usage} is left out where the model did not count}
     *
     * @param id unique among replies; calls of tools without an id get one made from it
     * @param model the name that the caller sees
     * @param created seconds since 1970
     */
    public static byte[] write(ChatResponse response, String id, String model, long created) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("object", "chat.completion")
                .put("created", created)
                .put("model", model);
        ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
        choice.set("message", message(response.aiMessage(), id));
        choice.putNull("logprobs")
                .put(
                        "finish_reason",
                        ReplyWords.finish(
                                response.finishReason(), response.aiMessage().hasToolExecutionRequests()));
        if (DetailedTokenUsage.isCounted(response.tokenUsage())) {
            json.set("usage", ReplyWords.usage(response.tokenUsage()));
        }
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** {@return an assistant's message, as a reply holds it and as a later request quotes it} */
    static ObjectNode message(AiMessage message, String replyId) {
        String refusal = message.attribute(MessageReader.REFUSAL, String.class);
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("role", "assistant")
                .put("content", content(message, refusal))
                .put("refusal", refusal);
        Thoughts.write(message, json);
        if (message.hasToolExecutionRequests()) {
            ArrayNode calls = json.putArray("tool_calls");
            for (ToolExecutionRequest call : message.toolExecutionRequests()) {
                ObjectNode function = calls.addObject()
                        .put("id", ReplyWords.callId(call.id(), replyId, calls.size() - 1))
                        .put("type", "function")
                        .putObject("function");
                function.put("name", call.name()).put("arguments", arguments(call));
            }
        }
        return json;
    }

    private static @Nullable String content(AiMessage message, @Nullable String refusal) {
        String text = message.text();
        if (text == null) {
            // a reply that says nothing at all is still a string to OpenAI's clients
            return message.hasToolExecutionRequests() ? null : "";
        }
        boolean saysNothing = text.isEmpty() && message.hasToolExecutionRequests();
        return saysNothing || text.equals(refusal) ? null : text;
    }

    private static String arguments(ToolExecutionRequest call) {
        return call.arguments() == null || call.arguments().isBlank() ? "{}" : call.arguments();
    }
}
