package dev.llmrouter.jms;

import dev.llmrouter.call.HeldCalls;
import dev.llmrouter.llm.LlmHeaders;
import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.springframework.jms.core.JmsTemplate;

/**
 * The messages that a person decides on: what they are, and what becomes of them. One that is released goes to a queue of its
 * own, whose messages are not held: a mark on the message could be written by its sender as well. Thread-safe.
 */
public final class HeldMessages implements HeldCalls {

    private static final int REFUSED = 403;
    private static final String CODE = "hold_refused";

    private final JmsTemplate template;
    private final String held;
    private final String released;
    private final String dead;

    /** Those in the queue {@code held}, which go to one of the others. */
    public HeldMessages(ConnectionFactory connections, String held, String released, String dead) {
        this.template = new JmsTemplate(connections);
        this.template.setSessionTransacted(true);
        this.held = held;
        this.released = released;
        this.dead = dead;
    }

    @Override
    public Some list(int most, boolean withBody) {
        return DeadLetters.asking(() -> template.browse(held, (session, browser) -> {
            List<One> first = new ArrayList<>();
            int count = 0;
            Enumeration<?> messages = browser.getEnumeration();
            while (messages.hasMoreElements()) {
                Message message = (Message) messages.nextElement();
                if (count++ < most) {
                    first.add(describe(message, withBody));
                }
            }
            return new Some(first, count);
        }));
    }

    private static One describe(Message message, boolean withBody) throws JMSException {
        String body = text(message);
        String id = message.getStringProperty(Properties.HOLD);
        return new One(
                id == null ? message.getJMSMessageID() : id,
                "message",
                message.getStringProperty(Properties.ID),
                message.getStringProperty(Properties.REASON),
                Instant.ofEpochMilli(message.getJMSTimestamp()),
                message.getStringProperty(LlmHeaders.TENANT),
                body.getBytes(StandardCharsets.UTF_8).length,
                withBody ? body : null);
    }

    private static String text(Message message) throws JMSException {
        Object body = Copies.body(message);
        return body instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(body);
    }

    @Override
    public boolean decide(String id, boolean isReleased) {
        return DeadLetters.asking(() -> template.execute(session -> decide(session, id, isReleased), true));
    }

    private boolean decide(Session session, String id, boolean isReleased) throws JMSException {
        String quoted = "'" + id.replace("'", "''") + "'";
        String selector = Properties.HOLD + " = " + quoted + " OR JMSMessageID = " + quoted;
        try (MessageConsumer waiting = session.createConsumer(session.createQueue(held), selector)) {
            Message message = waiting.receiveNoWait();
            if (message == null) {
                return false;
            }
            if (isReleased) {
                release(message, session);
            } else {
                refuse(message, session);
            }
            session.commit();
            return true;
        }
    }

    private void release(Message message, Session session) throws JMSException {
        Map<String, Object> properties = Copies.properties(message);
        properties.remove(Properties.HOLD);
        properties.remove(Properties.REASON);
        Copies.send(Copies.of(message, properties, session), session.createQueue(released), message, session);
    }

    private void refuse(Message message, Session session) throws JMSException {
        String why = "A person has refused this call: " + message.getStringProperty(Properties.REASON);
        Map<String, Object> properties = Copies.properties(message);
        properties.put(Properties.ERROR, CODE);
        properties.put(Properties.STATUS, REFUSED);
        properties.put(Properties.MESSAGE, why);
        Copies.send(Copies.of(message, properties, session), session.createQueue(dead), message, session);
        Destination sender = message.getJMSReplyTo();
        if (sender != null) {
            Copies.send(refusal(message, why, session), sender, message, session);
        }
    }

    private static Message refusal(Message message, String why, Session session) throws JMSException {
        String json = new Ending(REFUSED, CODE, why, null, null, 0, "").json();
        Message refusal;
        if (message instanceof BytesMessage) {
            BytesMessage bytes = session.createBytesMessage();
            bytes.writeBytes(json.getBytes(StandardCharsets.UTF_8));
            refusal = bytes;
        } else {
            refusal = session.createTextMessage(json);
        }
        String correlation = message.getJMSCorrelationID();
        refusal.setJMSCorrelationID(correlation == null ? message.getStringProperty(Properties.ID) : correlation);
        refusal.setStringProperty(Properties.ERROR, CODE);
        refusal.setIntProperty(Properties.STATUS, REFUSED);
        return refusal;
    }
}
