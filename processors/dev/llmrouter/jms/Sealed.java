package dev.llmrouter.jms;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.jms.JmsConstants;
import org.apache.camel.support.DefaultMessage;

/** What goes back to who sent a message: in the kind of message that came, to where it wants it, with what it knows it by. */
final class Sealed {

    private Sealed() {}

    /** {@return a message to the sender of that delivery, with no other headers} */
    static Message to(Delivery delivery, Exchange exchange, String body) throws JMSException {
        Message message = new DefaultMessage(exchange);
        message.setBody(delivery.isBytes() ? body.getBytes(StandardCharsets.UTF_8) : body);
        message.setHeader(JmsConstants.JMS_HEADER_CORRELATION_ID, delivery.correlation());
        Destination to = delivery.replyTo();
        if (to != null) {
            message.setHeader(JmsConstants.JMS_DESTINATION, to);
        }
        return message;
    }
}
