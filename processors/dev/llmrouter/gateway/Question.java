package dev.llmrouter.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.llmrouter.embeddings.EmbeddingsRequest;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.llm.LlmRequests;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.WireRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Message Translator: what a route hands to a model of the router becomes a request.
 *
 * @param model for OpenAI's JSON that names none
 * @param system what a text or messages without a system message are asked under; null for nothing
 */
record Question(String model, @Nullable String system) {

    /**
     * {@return a request for chat: of a text, a message, a list of messages, a {@code ChatRequest}, or OpenAI's JSON}
     *
     * @param stream whether the reply is to be a stream, where the body does not say so itself
     * @throws LlmException of class BAD_REQUEST where the body is none of these
     */
    LlmRequest chat(Exchange exchange, boolean stream) {
        Object body = exchange.getMessage().getBody();
        if (body instanceof ChatMessage message) {
            return messages(List.of(message), stream);
        }
        if (body instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof ChatMessage) {
            return messages(list, stream);
        }
        if (body instanceof LlmRequest || body instanceof WireRequest || body instanceof ChatRequest) {
            return LlmRequests.of(exchange, stream);
        }
        String text = exchange.getMessage().getBody(String.class);
        ObjectNode json = json(text, "messages");
        if (json != null) {
            return request(OpenAiRequest.read(bytes(json, text)));
        }
        return text == null || text.isBlank() || system == null
                ? LlmRequests.of(exchange, stream)
                : messages(List.of(UserMessage.from(text)), stream);
    }

    private LlmRequest messages(List<?> given, boolean stream) {
        List<ChatMessage> messages = new ArrayList<>(given.size() + 1);
        boolean isTold = false;
        for (Object message : given) {
            if (!(message instanceof ChatMessage one)) {
                throw refused("A list of messages is expected, with nothing else in it.");
            }
            isTold |= one instanceof SystemMessage;
            messages.add(one);
        }
        if (system != null && !isTold) {
            messages.add(0, SystemMessage.from(system));
        }
        return LlmRequest.of(ChatRequest.builder().messages(messages).build(), stream);
    }

    /**
     * {@return a request for embeddings: of a text, a list of texts, or OpenAI's JSON}
     *
     * @throws LlmException of class BAD_REQUEST where the body is none of these
     */
    LlmRequest embeddings(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        if (body instanceof EmbeddingsRequest wire) {
            return request(wire);
        }
        if (body instanceof List<?> list) {
            return request(Texts.request(model, texts(list)));
        }
        String text = exchange.getMessage().getBody(String.class);
        if (text == null || text.isBlank()) {
            throw noTexts();
        }
        ObjectNode json = json(text, "input");
        return request(json == null ? Texts.request(model, List.of(text)) : EmbeddingsRequest.read(bytes(json, text)));
    }

    private static List<String> texts(List<?> list) {
        List<String> texts = new ArrayList<>(list.size());
        for (Object item : list) {
            if (!(item instanceof CharSequence text)) {
                throw noTexts();
            }
            texts.add(text.toString());
        }
        if (texts.isEmpty()) {
            throw noTexts();
        }
        return texts;
    }

    private static LlmRequest request(WireRequest wire) {
        return LlmRequest.of(wire, Map.of(), null, new Cancellation());
    }

    /** {@return the JSON object in a text that has such a field; null for any other text, which is a prompt} */
    private static @Nullable ObjectNode json(@Nullable String text, String field) {
        if (text == null || !text.stripLeading().startsWith("{") || !text.contains('"' + field + '"')) {
            return null;
        }
        try {
            JsonNode tree = Json.MAPPER.readTree(text);
            return tree instanceof ObjectNode object && object.has(field) ? object : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** The caller's own bytes, but for a model that it leaves to the endpoint. */
    private byte[] bytes(ObjectNode json, String text) {
        String written = json.has("model") ? text : json.put("model", model).toString();
        return written.getBytes(StandardCharsets.UTF_8);
    }

    private static LlmException noTexts() {
        return refused("Something to embed is expected: a text, a list of texts, or OpenAI's JSON.");
    }

    private static LlmException refused(String why) {
        return Failure.of(FailureClass.BAD_REQUEST, why).asException();
    }
}
