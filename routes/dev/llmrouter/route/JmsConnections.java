package dev.llmrouter.route;

import dev.llmrouter.catalog.Secret;
import dev.llmrouter.config.JmsEntry;
import dev.llmrouter.jms.EmbeddedBroker;
import dev.llmrouter.jms.JmsMeters;
import dev.llmrouter.provider.Jars;
import jakarta.jms.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/** Where messages come from: a broker elsewhere, one of the application's, or one in this process, which is started. */
final class JmsConnections {

    /** Something is not as the channel needs it; the message begins with the key that it is about, if it is about one. */
    static final class UnusableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnusableException(String why) {
            super(why);
        }
    }

    private JmsConnections() {}

    /**
     * {@return those that an entry says, pooled for as long as the context runs}
     *
     * @throws UnusableException naming the jar that is missing, the bean, or the port that is taken
     */
    static ConnectionFactory of(CamelContext camel, JmsEntry entry, JmsMeters meters) throws Exception {
        require("org.messaginghub.pooled.jms.JmsPoolConnectionFactory", "org.messaginghub:pooled-jms");
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(factory(camel, entry, meters));
        camel.addService(new Pool(pool), true, true);
        return pool;
    }

    private static ConnectionFactory factory(CamelContext camel, JmsEntry entry, JmsMeters meters) throws Exception {
        String bean = entry.bean();
        if (bean != null) {
            ConnectionFactory bound = camel.getRegistry().lookupByNameAndType(bean, ConnectionFactory.class);
            if (bound == null) {
                throw new UnusableException("broker: there is no jakarta.jms.ConnectionFactory '" + bean
                        + "' in the registry; bind one, or name another broker");
            }
            return bound;
        }
        require(
                "org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory",
                "org.apache.activemq:artemis-jakarta-client");
        return artemis(entry.isEmbedded() ? embedded(camel, entry, meters) : entry.broker(), entry);
    }

    private static String embedded(CamelContext camel, JmsEntry entry, JmsMeters meters) throws Exception {
        require(
                "org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ",
                "org.apache.activemq:artemis-jakarta-server");
        List<String> queues = List.of(
                entry.requests(), entry.replies(), entry.dead(), entry.held(), entry.decisions(), entry.released());
        EmbeddedBroker broker = new EmbeddedBroker(folder(camel), entry.port(), queues, entry.dead());
        camel.addService(broker, true, true);
        try {
            broker.start();
        } catch (RuntimeException e) {
            throw new UnusableException(String.valueOf(e.getMessage()));
        }
        queues.forEach(queue -> meters.watch(queue, () -> broker.count(queue)));
        return broker.url();
    }

    private static Path folder(CamelContext camel) throws IOException {
        @Nullable Path data = camel.getRegistry().lookupByNameAndType(LlmRouter.DATA, Path.class);
        return (data == null ? Files.createTempDirectory("llm-router") : data).resolve("broker");
    }

    /** Nothing is fetched ahead: a message waits in the queue for whoever is free first, and the important ones go first. */
    private static ConnectionFactory artemis(String url, JmsEntry entry) {
        Secret password = entry.password();
        ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(
                url, entry.user(), password != null && password.isSet() ? password.reveal() : null);
        if (!url.contains("consumerWindowSize")) {
            factory.setConsumerWindowSize(0);
        }
        // or else the broker is asked for the queue of replies at each of them
        factory.setCacheDestinations(true);
        return factory;
    }

    /** Refuses to go on without a jar. */
    static void require(String type, String coordinates) {
        Jars.missing(type, coordinates).ifPresent(why -> {
            throw new UnusableException(why);
        });
    }
}
