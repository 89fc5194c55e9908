package dev.llmrouter.jms;

import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.JmsConstants;
import org.apache.camel.support.DefaultMessage;
import org.jspecify.annotations.Nullable;

/** The same messages again: what is sent once more is another message to JMS. */
final class Copies {

    private Copies() {}

    /** {@return a text, bytes, or null for a kind of message that no prompt comes in} It can be asked for again. */
    static @Nullable Object body(Message message) throws JMSException {
        if (message instanceof TextMessage text) {
            return text.getText();
        }
        if (message instanceof BytesMessage bytes) {
            byte[] all = new byte[Math.toIntExact(bytes.getBodyLength())];
            bytes.reset();
            bytes.readBytes(all);
            return all;
        }
        return null;
    }

    /** {@return the properties that its sender and the router gave a message, without those that are JMS's own} */
    static Map<String, Object> properties(Message message) throws JMSException {
        Map<String, Object> properties = new LinkedHashMap<>();
        Enumeration<?> names = message.getPropertyNames();
        while (names.hasMoreElements()) {
            String name = String.valueOf(names.nextElement());
            Object value = message.getObjectProperty(name);
            if (!name.startsWith("JMS") && value != null) {
                properties.put(name, value);
            }
        }
        return properties;
    }

    /** {@return the delivered message with its body, addresses, properties and priority, and how often it was tried} */
    static org.apache.camel.Message of(Delivery delivery, Exchange exchange) throws JMSException {
        org.apache.camel.Message copy = new DefaultMessage(exchange);
        copy.setBody(body(delivery.message()));
        properties(delivery.message()).forEach(copy::setHeader);
        copy.setHeader(
                JmsConstants.JMS_HEADER_CORRELATION_ID, delivery.message().getJMSCorrelationID());
        copy.setHeader(JmsConstants.JMS_HEADER_REPLY_TO, delivery.replyTo());
        copy.setHeader(JmsConstants.JMS_HEADER_PRIORITY, delivery.message().getJMSPriority());
        copy.setHeader(Properties.ID, delivery.id());
        copy.setHeader(Properties.ATTEMPT, delivery.attempt());
        return copy;
    }

    /** {@return a message with the same body and the same addresses, and these properties in place of its own} */
    static Message of(Message message, Map<String, Object> properties, Session session) throws JMSException {
        Message copy = empty(message, session);
        for (Map.Entry<String, Object> property : properties.entrySet()) {
            copy.setObjectProperty(property.getKey(), property.getValue());
        }
        copy.setJMSCorrelationID(message.getJMSCorrelationID());
        copy.setJMSReplyTo(message.getJMSReplyTo());
        copy.setJMSType(message.getJMSType());
        return copy;
    }

    private static Message empty(Message message, Session session) throws JMSException {
        Object body = body(message);
        if (body instanceof byte[] bytes) {
            BytesMessage copy = session.createBytesMessage();
            copy.writeBytes(bytes);
            return copy;
        }
        return body == null ? session.createMessage() : session.createTextMessage(body.toString());
    }

    /** Sends a copy on, as important as the message that it is of and for as long as that would have lived. */
    static void send(Message copy, Destination to, Message of, Session session) throws JMSException {
        try (MessageProducer producer = session.createProducer(to)) {
            producer.setPriority(of.getJMSPriority());
            long expiration = of.getJMSExpiration();
            producer.setTimeToLive(expiration == 0 ? 0 : Math.max(1, expiration - System.currentTimeMillis()));
            producer.send(copy);
        }
    }
}
