package dev.llmrouter.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.MessageText;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.LlmException;
import java.util.List;
import java.util.stream.Collectors;

/** What the user says last in a request, in whichever dialect. */
final class LastPrompt {

    private LastPrompt() {}

    /** {@return its text; empty where there is none, or the request can't be read} */
    static String of(LlmRequest request) {
        if (!request.isChat()) {
            return "";
        }
        try {
            OpenAiRequest written = request.openAi();
            return written == null
                    ? of(request.chat().messages())
                    : of(written.tree().path("messages"));
        } catch (LlmException unreadable) {
            return "";
        }
    }

    private static String of(JsonNode messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            JsonNode message = messages.get(i);
            if (message.path("role").asText().equals("user")) {
                return MessageText.of(message.path("content"));
            }
        }
        return "";
    }

    private static String of(List<ChatMessage> messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i) instanceof UserMessage user) {
                return user.contents().stream()
                        .filter(TextContent.class::isInstance)
                        .map(part -> ((TextContent) part).text())
                        .collect(Collectors.joining());
            }
        }
        return "";
    }
}
