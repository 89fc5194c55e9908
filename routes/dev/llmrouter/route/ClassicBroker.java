package dev.llmrouter.route;

import jakarta.jms.ConnectionFactory;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.RedeliveryPolicy;
import org.jspecify.annotations.Nullable;

/** Connections to ActiveMQ Classic. Loaded only where one is configured, since its jar is optional. */
final class ClassicBroker {

    private static final long SOON_MILLIS = 1000;
    private static final long LATE_MILLIS = 60_000;

    private ClassicBroker() {}

    /**
     * {@return connections over which nothing is fetched ahead, and a message that was rolled back comes again as often as it takes}
     *
     * @throws JmsConnections.UnusableException where the address can't be read
     */
    static ConnectionFactory at(String url, @Nullable String user, @Nullable String password) {
        try {
            ActiveMQConnectionFactory factory =
                    new ActiveMQConnectionFactory(user, password, FailoverAddress.of(url, "maxReconnectAttempts"));
            if (!url.contains("prefetchPolicy")) {
                factory.getPrefetchPolicy().setQueuePrefetch(0);
            }
            if (!url.contains("redeliveryPolicy")) {
                factory.setRedeliveryPolicy(asOftenAsItTakes());
            }
            return factory;
        } catch (IllegalArgumentException e) {
            throw FailoverAddress.unreadable();
        }
    }

    /** By itself it would make a message dead after six times; that is the route's to say. */
    private static RedeliveryPolicy asOftenAsItTakes() {
        RedeliveryPolicy policy = new RedeliveryPolicy();
        policy.setMaximumRedeliveries(RedeliveryPolicy.NO_MAXIMUM_REDELIVERIES);
        policy.setInitialRedeliveryDelay(SOON_MILLIS);
        policy.setUseExponentialBackOff(true);
        policy.setBackOffMultiplier(2);
        policy.setMaximumRedeliveryDelay(LATE_MILLIS);
        return policy;
    }
}
