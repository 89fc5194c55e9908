package dev.llmrouter.simulator;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.llmrouter.openai.SchemaWriter;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the simulator says: that it is one, and what it was told last, by a user or by tools; or JSON, where that is
 * asked for.
 */
final class SimulatedText {

    private static final String SAYS_WHAT_IT_IS = "This is the llm-router simulator, no model was asked.";
    private static final int QUOTED_CHARACTERS = 200;

    private SimulatedText() {}

    /** {@return the reply to a request of which nothing is called, be it for an obstacle} */
    static String to(ChatRequest request, @Nullable String obstacle) {
        ResponseFormat format = request.responseFormat();
        if (format == null || format.type() == ResponseFormatType.TEXT) {
            return SAYS_WHAT_IT_IS + (obstacle == null ? heard(request.messages()) : " " + obstacle);
        }
        return format.jsonSchema() == null
                ? "{\"simulator\":\"" + SAYS_WHAT_IT_IS + "\"}"
                : SchemaSample.of(SchemaWriter.write(format.jsonSchema().rootElement()))
                        .toString();
    }

    /** {@return all that is in a user's message, in words} */
    static String of(UserMessage user) {
        return user.contents().stream().map(SimulatedText::described).collect(Collectors.joining(" "));
    }

    /** The results of tools where they are the last, or what the last user wrote. */
    private static String heard(List<ChatMessage> messages) {
        int asked = messages.size() - 1;
        while (asked >= 0 && messages.get(asked) instanceof ToolExecutionResultMessage) {
            asked--;
        }
        if (asked < messages.size() - 1) {
            return messages.subList(asked + 1, messages.size()).stream()
                    .map(result -> said((ToolExecutionResultMessage) result))
                    .collect(Collectors.joining());
        }
        while (asked >= 0) {
            if (messages.get(asked--) instanceof UserMessage user) {
                return " You wrote: " + shortened(of(user));
            }
        }
        return "";
    }

    private static String said(ToolExecutionResultMessage result) {
        return " The tool " + result.toolName() + " said: " + shortened(result.text());
    }

    private static String described(Content content) {
        return content instanceof TextContent text ? text.text() : "[" + content.type() + "]";
    }

    private static String shortened(String text) {
        if (text.codePointCount(0, text.length()) <= QUOTED_CHARACTERS) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, QUOTED_CHARACTERS)) + "…";
    }
}
