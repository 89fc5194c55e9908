package dev.llmrouter.route;

import jakarta.jms.ConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.qpid.jms.policy.JmsDefaultPrefetchPolicy;
import org.jspecify.annotations.Nullable;

/** Connections to a broker that speaks AMQP 1.0. Loaded only where one is configured, since its jar is optional. */
final class AmqpBroker {

    private AmqpBroker() {}

    /**
     * {@return connections over which nothing is fetched ahead}
     *
     * @throws JmsConnections.UnusableException where the address can't be read
     */
    static ConnectionFactory at(String url, @Nullable String user, @Nullable String password) {
        try {
            JmsConnectionFactory factory =
                    new JmsConnectionFactory(user, password, FailoverAddress.of(url, "failover.maxReconnectAttempts"));
            if (!url.contains("jms.prefetchPolicy")) {
                factory.setPrefetchPolicy(nothingAhead());
            }
            // the message of a prompt says when it expires, and that is for the router and the broker to weigh
            factory.setLocalMessageExpiry(false);
            return factory;
        } catch (IllegalArgumentException e) {
            throw FailoverAddress.unreadable();
        }
    }

    /** Except for who only looks at what is in a queue. */
    private static JmsDefaultPrefetchPolicy nothingAhead() {
        JmsDefaultPrefetchPolicy policy = new JmsDefaultPrefetchPolicy();
        policy.setQueuePrefetch(0);
        return policy;
    }
}
