package dev.llmrouter.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads OpenAI's {@code chat.completion} as LangChain4j's reply: its first choice, which is all that form holds.
 * Deviations of compatible servers are tolerated.
 */
public final class ChatResponseReader {

    private ChatResponseReader() {}

    /**
     * {@return the reply; a refusal is its text where there is no other, and an attribute {@code refusal} of the
     * message; the usage is a {@link DetailedTokenUsage}, or null where the server did not count}
     *
     * @throws dev.llmrouter.outcome.LlmException of the class MALFORMED where there is no choice with a message
     */
    public static ChatResponse read(JsonNode body) {
        JsonNode choice = body.path("choices").path(0);
        if (!choice.path("message").isObject()) {
            throw Failure.of(FailureClass.MALFORMED, "the provider's reply has no choice with a message")
                    .asException();
        }
        return ChatResponse.builder()
                .id(text(body.path("id")))
                .modelName(text(body.path("model")))
                .aiMessage(message(choice.path("message")))
                .finishReason(ReplyWords.reason(text(choice.path("finish_reason"))))
                .tokenUsage(UsageReader.detailed(body.path("usage")))
                .build();
    }

    private static AiMessage message(JsonNode message) {
        String content = text(message.path("content"));
        String refusal = text(message.path(MessageReader.REFUSAL));
        Map<String, Object> attributes =
                new HashMap<>(Thoughts.attributes(Thoughts.read(message.path(Thoughts.DETAILS))));
        if (refusal != null) {
            attributes.put(MessageReader.REFUSAL, refusal);
        }
        return AiMessage.builder()
                .text(content == null ? refusal : content)
                .thinking(thinking(message))
                .toolExecutionRequests(toolCalls(message.path("tool_calls")))
                .attributes(attributes)
                .build();
    }

    /** Beside the usual name the one that OpenRouter and newer vLLM give it. */
    private static @Nullable String thinking(JsonNode message) {
        for (String name : List.of("reasoning_content", "reasoning")) {
            String thinking = text(message.path(name));
            if (thinking != null) {
                return thinking;
            }
        }
        return Thoughts.joined(Thoughts.read(message.path(Thoughts.DETAILS)));
    }

    private static List<ToolExecutionRequest> toolCalls(JsonNode calls) {
        List<ToolExecutionRequest> read = new ArrayList<>(calls.size());
        for (JsonNode call : calls) {
            JsonNode function = call.path("function");
            if (function.isObject()) {
                read.add(ToolExecutionRequest.builder()
                        .id(text(call.path("id")))
                        .name(text(function.path("name")))
                        .arguments(arguments(function.path("arguments")))
                        .build());
            }
        }
        return read;
    }

    private static String arguments(JsonNode arguments) {
        // a few servers send the object itself
        return arguments.isObject() ? arguments.toString() : arguments.asText("{}");
    }

    private static @Nullable String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : null;
    }
}
