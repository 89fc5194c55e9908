package dev.llmrouter.jms;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.jms.JmsEndpoint;
import org.jspecify.annotations.Nullable;
import org.springframework.jms.core.JmsTemplate;

/**
 * Sets a message aside that nobody can answer now: sends it again, in the transaction that acknowledges it, for the broker
 * to deliver it after a pause, or where the broker can't, to the queue of {@link ParkedMessages}. It keeps its id, its priority,
 * its age and how often it has been tried. A Camel endpoint has one delay for all of its messages, and each of these has its own.
 */
public final class ParkMessage implements Processor {

    /** The exchange property that says how long the pause is. */
    static final String MILLIS = "LlmParkMillis";

    private final ConnectionFactory connections;
    private final @Nullable BrokerDelays delays;
    private final String parked;
    private final JmsMeters meters;

    /**
     * Sends with the connections that the consumer of the message has as well, and so with its session.
     *
     * @param delays whether the broker keeps them; null where that is certain
     * @param parked the queue for what waits elsewhere
     */
    public ParkMessage(ConnectionFactory connections, @Nullable BrokerDelays delays, String parked, JmsMeters meters) {
        this.connections = connections;
        this.delays = delays;
        this.parked = parked;
        this.meters = meters;
    }

    @Override
    public void process(Exchange exchange) throws JMSException {
        Delivery delivery = Delivery.of(exchange);
        long pause = Objects.requireNonNull(exchange.getProperty(MILLIS, Long.class));
        Map<String, Object> properties = Copies.properties(delivery.message());
        properties.put(Properties.ID, delivery.id());
        properties.put(Properties.ATTEMPT, delivery.attempt());
        properties.put(Properties.ERROR, Fate.why(exchange).code());
        JmsTemplate again = new JmsTemplate(connections);
        again.setSessionTransacted(true);
        again.setExplicitQosEnabled(true);
        again.setPriority(delivery.message().getJMSPriority());
        again.setTimeToLive(delivery.millisLeft());
        String queue = queue(exchange);
        if (delays == null || delays.areKept()) {
            again.setDeliveryDelay(pause);
        } else {
            properties.put(Properties.DUE, System.currentTimeMillis() + pause);
            properties.put(Properties.FROM, queue);
            queue = parked;
        }
        again.send(queue, session -> Copies.of(delivery.message(), properties, session));
        meters.count(JmsMeters.Outcome.PARKED);
    }

    private static String queue(Exchange exchange) {
        return ((JmsEndpoint) exchange.getFromEndpoint()).getDestinationName();
    }
}
