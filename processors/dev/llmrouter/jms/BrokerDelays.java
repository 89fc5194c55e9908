package dev.llmrouter.jms;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a broker delivers late what is sent with a delay. Some can't, and JMS has no question for that, so it is tried once, in
 * a transaction that is rolled back. Thread-safe.
 */
public final class BrokerDelays {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerDelays.class);
    private static final long AN_HOUR = 3_600_000;

    private final ConnectionFactory connections;
    private final String queue;
    private final String parked;
    private volatile @Nullable Boolean known;

    /**
     * Not known yet.
     *
     * @param queue that may be sent to
     * @param parked the queue that is told to operators where the broker can't
     */
    public BrokerDelays(ConnectionFactory connections, String queue, String parked) {
        this.connections = connections;
        this.queue = queue;
        this.parked = parked;
    }

    /** {@return whether it does} @throws JMSException where it can't be asked now */
    boolean areKept() throws JMSException {
        Boolean answer = known;
        if (answer == null) {
            answer = isTaken(AN_HOUR) || !check(isTaken(0));
            if (!answer) {
                LOG.info(
                        "the broker delivers nothing late: messages that are tried again wait in the queue {}", parked);
            }
            known = answer;
        }
        return answer;
    }

    /** Where it takes nothing at all that says nothing of delays. */
    private static boolean check(boolean isTaken) throws JMSException {
        if (!isTaken) {
            throw new JMSException("The broker takes no message.");
        }
        return true;
    }

    private boolean isTaken(long delay) throws JMSException {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            try {
                if (delay > 0) {
                    producer.setDeliveryDelay(delay);
                }
                producer.send(session.createMessage());
                return true;
            } catch (JMSException | UnsupportedOperationException e) {
                return false;
            } finally {
                session.rollback();
            }
        }
    }
}
