package dev.llmrouter.jms;

import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.Objects;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.JmsMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message as the broker delivered it, kept with its exchange while the way of a prompt changes the message there.
 *
 * @param id what it was called when it was first sent, however often it has been sent again since
 * @param attempt how often it has been tried, with this time
 */
record Delivery(Message message, String id, int attempt) {

    /** The exchange property that holds it. */
    static final String PROPERTY = "LlmDelivery";

    /** Takes the message of an exchange that a JMS consumer made, {@return what it is} */
    static Delivery begin(Exchange exchange) throws JMSException {
        Message message =
                Objects.requireNonNull(exchange.getIn(JmsMessage.class)).getJmsMessage();
        String first = message.getStringProperty(Properties.ID);
        int attempt = message.propertyExists(Properties.ATTEMPT) ? message.getIntProperty(Properties.ATTEMPT) : 0;
        Delivery delivery = new Delivery(message, first == null ? id(message) : first, Math.max(0, attempt) + 1);
        exchange.setProperty(PROPERTY, delivery);
        return delivery;
    }

    /** Who speaks AMQP may send a message without one. */
    private static String id(Message message) throws JMSException {
        String given = message.getJMSMessageID();
        return given == null ? "ID:" + UUID.randomUUID() : given;
    }

    static Delivery of(Exchange exchange) {
        return Objects.requireNonNull(exchange.getProperty(PROPERTY, Delivery.class), "no JMS message was read");
    }

    /** {@return what tells its sender which message a reply is to} */
    String correlation() throws JMSException {
        String given = message.getJMSCorrelationID();
        return given == null ? id : given;
    }

    /** {@return where its sender wants the reply; null for the queue of replies} */
    @Nullable
    Destination replyTo() throws JMSException {
        return message.getJMSReplyTo();
    }

    /** {@return whether it has not expired after so many milliseconds} */
    boolean livesFor(long millis) throws JMSException {
        long left = millisLeft();
        return left == 0 || millis < left;
    }

    /** {@return in how many milliseconds it expires; 0 for never} */
    long millisLeft() throws JMSException {
        long expiration = message.getJMSExpiration();
        return expiration == 0 ? 0 : Math.max(1, expiration - System.currentTimeMillis());
    }

    boolean isBytes() {
        return message instanceof BytesMessage;
    }
}
