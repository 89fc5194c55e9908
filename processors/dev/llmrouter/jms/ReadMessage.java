package dev.llmrouter.jms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.AnswerKeeper;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.JsonRequest;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultMessage;
import org.jspecify.annotations.Nullable;

/**
 * Message Translator: a text or bytes message becomes a request, and what JMS says of it what the way of a prompt knows
 * of calls: its priority, until when it is worth answering, who sent it, and the key by which it is known should it come
 * again. What the sender says itself in properties wins. OpenAI's JSON goes on as it is; a reply is one message, so a
 * stream is not asked for.
 */
public final class ReadMessage implements Processor {

    /** What a message whose body is only a prompt is marked with, as a property of its exchange. */
    static final String IS_PROMPT = "LlmIsPrompt";

    private static final String KEY = "Idempotency-Key";
    private static final String KEY_AS_PROPERTY = "IdempotencyKey";
    private static final String JMS_USER = "JMSXUserID";
    private static final int NORMAL_PRIORITY = 4;
    private static final int LARGEST = 32 * 1024 * 1024;

    private final @Nullable String model;

    /** {@code model} is who answers messages that name no model; null for nobody. */
    public ReadMessage(@Nullable String model) {
        this.model = model;
    }

    @Override
    public void process(Exchange exchange) throws JMSException {
        Delivery delivery = Delivery.begin(exchange);
        exchange.setProperty(AnswerKeeper.HOLDER, delivery.id());
        Message message = new DefaultMessage(exchange);
        message.setHeaders(exchange.getIn().getHeaders());
        exchange.setMessage(message);
        describe(message, delivery);
        String text = text(delivery.message());
        if (text.isBlank()) {
            throw JsonRequest.malformed("The message is empty; expected a prompt, or OpenAI's JSON.", null);
        }
        JsonNode json = text.stripLeading().startsWith("{") ? tree(text) : null;
        if (json instanceof ObjectNode request && request.has("messages")) {
            message.setBody(OpenAiRequest.read(wire(text, request)));
        } else {
            exchange.setProperty(IS_PROMPT, true);
            message.setHeader(LlmHeaders.MODEL, named(message));
            message.setBody(dev.langchain4j.data.message.UserMessage.from(text));
        }
    }

    private String named(Message message) {
        String named = message.getHeader(LlmHeaders.MODEL, model, String.class);
        if (named == null) {
            throw JsonRequest.malformed(
                    "The message names no model: set the property LlmModel, or 'model' in OpenAI's JSON.", "model");
        }
        return named;
    }

    private static void describe(Message message, Delivery delivery) throws JMSException {
        jakarta.jms.Message from = delivery.message();
        int priority = from.getJMSPriority();
        if (priority != NORMAL_PRIORITY) {
            absent(message, LlmHeaders.PRIORITY, priority > NORMAL_PRIORITY ? "high" : "low");
        }
        long expiration = from.getJMSExpiration();
        if (expiration > 0) {
            long left = Math.max(1, expiration - System.currentTimeMillis());
            Long wished = message.getHeader(LlmHeaders.DEADLINE_MS, Long.class);
            message.setHeader(LlmHeaders.DEADLINE_MS, wished == null ? left : Math.min(left, wished));
        }
        String user = from.getStringProperty(JMS_USER);
        if (user != null) {
            absent(message, LlmHeaders.USER, user);
        }
        absent(message, LlmHeaders.CALL_ID, delivery.id());
        String key = message.getHeader(KEY_AS_PROPERTY, delivery.id(), String.class);
        absent(message, KEY, key);
    }

    private static void absent(Message message, String header, String value) {
        if (message.getHeader(header) == null) {
            message.setHeader(header, value);
        }
    }

    private static String text(jakarta.jms.Message message) throws JMSException {
        if (message instanceof TextMessage text) {
            String body = text.getText();
            return body == null ? "" : body;
        }
        if (message instanceof BytesMessage bytes) {
            return text(bytes);
        }
        throw JsonRequest.malformed("A text message or a bytes message is expected.", null);
    }

    private static String text(BytesMessage message) throws JMSException {
        if (message.getBodyLength() > LARGEST) {
            throw JsonRequest.malformed("The message is larger than 32 MB.", null);
        }
        byte[] bytes = new byte[(int) message.getBodyLength()];
        message.reset();
        message.readBytes(bytes);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw JsonRequest.malformed("The bytes of the message are not UTF-8.", null);
        }
    }

    /** {@return null where it is only a prompt that looks like JSON} */
    private static @Nullable JsonNode tree(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            if (text.contains("\"messages\"")) {
                throw JsonRequest.malformed("The message is not valid JSON.", null);
            }
            return null;
        }
    }

    private byte[] wire(String text, ObjectNode request) {
        boolean isChanged = request.path("stream").asBoolean();
        if (isChanged) {
            request.put("stream", false).remove("stream_options");
        }
        if (!request.has("model") && model != null) {
            request.put("model", model);
            isChanged = true;
        }
        return (isChanged ? request.toString() : text).getBytes(StandardCharsets.UTF_8);
    }
}
