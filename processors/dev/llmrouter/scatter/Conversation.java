package dev.llmrouter.scatter;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.llmrouter.llm.LlmRequest;
import java.util.Locale;
import java.util.stream.Collectors;

/** The texts of what was asked, as one text. */
final class Conversation {

    private Conversation() {}

    /**
     * {@return the messages, each with who said it}
     *
     * @throws dev.llmrouter.outcome.LlmException of class BAD_REQUEST where the request can't be read as a chat
     */
    static String text(LlmRequest request) {
        return request.chat().messages().stream()
                .map(message -> message.type().name().toLowerCase(Locale.ROOT) + ": " + said(message))
                .collect(Collectors.joining("\n", "<conversation>\n", "\n</conversation>"));
    }

    private static String said(ChatMessage message) {
        if (message instanceof UserMessage user) {
            return user.contents().stream().map(Conversation::said).collect(Collectors.joining("\n"));
        } else if (message instanceof SystemMessage system) {
            return system.text();
        } else if (message instanceof AiMessage assistant) {
            return String.valueOf(assistant.text());
        } else if (message instanceof ToolExecutionResultMessage result) {
            return result.text();
        }
        return "";
    }

    private static String said(Content content) {
        return content instanceof TextContent text
                ? text.text()
                : "(" + content.type().name().toLowerCase(Locale.ROOT) + ")";
    }
}
