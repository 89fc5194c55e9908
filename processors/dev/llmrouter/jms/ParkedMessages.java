package dev.llmrouter.jms;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jms.JmsException;
import org.springframework.jms.core.JmsTemplate;

/**
 * Messages that wait for another time in a queue of their own, since their broker delivers nothing late: those whose time has come
 * go back to where they came from, each in a transaction, so that of several routers one sends it. Thread-safe.
 */
public final class ParkedMessages {

    private static final Logger LOG = LoggerFactory.getLogger(ParkedMessages.class);

    private final BrokerDelays delays;
    private final JmsTemplate template;
    private final String parked;
    private final String requests;
    private final String released;

    /** Those in the queue {@code parked}, which came from one of the others. */
    public ParkedMessages(
            ConnectionFactory connections, BrokerDelays delays, String parked, String requests, String released) {
        this.delays = delays;
        this.template = new JmsTemplate(connections);
        this.template.setSessionTransacted(true);
        this.parked = parked;
        this.requests = requests;
        this.released = released;
    }

    /** Sends back what is due; does nothing where the broker has the time in hand, and leaves all for the next time where it is gone. */
    public void look() {
        try {
            if (!delays.areKept()) {
                template.execute(this::sendBack, true);
            }
        } catch (JMSException | JmsException e) {
            LOG.debug("parked messages can't be looked at now", e);
        } catch (RuntimeException e) {
            // or else nobody would look again
            LOG.error("parked messages can't be looked at, and are at the next second", e);
        }
    }

    private Object sendBack(Session session) throws JMSException {
        String due = Properties.DUE + " <= " + System.currentTimeMillis();
        int count = 0;
        try (MessageConsumer waiting = session.createConsumer(session.createQueue(parked), due)) {
            Message message = waiting.receiveNoWait();
            while (message != null) {
                sendBack(message, session);
                session.commit();
                count++;
                message = waiting.receiveNoWait();
            }
        }
        return count;
    }

    /** Nobody gets a message past a hold who can write into the queue of those that are parked only. */
    private void sendBack(Message message, Session session) throws JMSException {
        Map<String, Object> properties = Copies.properties(message);
        properties.remove(Properties.DUE);
        boolean wasReleased = released.equals(properties.remove(Properties.FROM));
        Copies.send(
                Copies.of(message, properties, session),
                session.createQueue(wasReleased ? released : requests),
                message,
                session);
    }
}
