package dev.llmrouter.llm;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.WireRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;

/** Reads what a route hands to a model: a text, a message or several, a {@code ChatRequest}, OpenAI's JSON, or a request in another dialect. */
public final class LlmRequests {

    private LlmRequests() {}

    /**
     * {@return the request in the body of a message}
     *
     * @param stream whether a reply is to be a stream, where the body does not say so itself
     * @throws LlmException of class BAD_REQUEST where the body is none of what can be read
     */
    public static LlmRequest of(Exchange exchange, boolean stream) {
        Object body = exchange.getMessage().getBody();
        if (body instanceof LlmRequest request) {
            return request;
        } else if (body instanceof WireRequest wire) {
            return of(wire);
        } else if (body instanceof ChatRequest request) {
            return LlmRequest.of(request, stream);
        } else if (body instanceof ChatMessage message) {
            return ofMessages(List.of(message), stream);
        } else if (body instanceof List<?> list && !list.isEmpty()) {
            return ofMessages(messages(list), stream);
        }
        String text = exchange.getMessage().getBody(String.class);
        if (text == null || text.isBlank()) {
            throw refused();
        }
        if (looksLikeOpenAi(text)) {
            return of(OpenAiRequest.read(text.getBytes(StandardCharsets.UTF_8)));
        }
        return ofMessages(List.of(UserMessage.from(text)), stream);
    }

    private static LlmRequest of(WireRequest wire) {
        return LlmRequest.of(wire, Map.of(), null, new Cancellation());
    }

    /** A prompt may well be JSON; a request names its model and its messages. */
    private static boolean looksLikeOpenAi(String text) {
        return text.stripLeading().startsWith("{") && text.contains("\"model\"") && text.contains("\"messages\"");
    }

    private static LlmRequest ofMessages(List<ChatMessage> messages, boolean stream) {
        return LlmRequest.of(ChatRequest.builder().messages(messages).build(), stream);
    }

    private static List<ChatMessage> messages(List<?> list) {
        List<ChatMessage> messages = new ArrayList<>();
        for (Object item : list) {
            if (!(item instanceof ChatMessage message)) {
                throw refused();
            }
            messages.add(message);
        }
        return messages;
    }

    private static LlmException refused() {
        return Failure.of(
                        FailureClass.BAD_REQUEST,
                        "A prompt is expected: a text, a message or a list of them, a ChatRequest, or OpenAI's JSON.")
                .asException();
    }
}
