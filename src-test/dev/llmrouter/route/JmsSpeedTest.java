package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.fixture.FreePort;
import jakarta.jms.Connection;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.concurrent.CompletableFuture;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How many persistent messages a second go in and come out answered, by a target that answers at once, over the broker in
 * the router: {@code -Dspeed}, on a machine that has nothing else to do.
 */
@EnabledIfSystemProperty(named = "speed", matches = ".*")
class JmsSpeedTest {

    private static final int WARM_UP = 20_000;
    private static final int MESSAGES = 20_000;
    private static final int IN_A_TRANSACTION = 100;
    private static final int ENOUGH = 2000;

    @Test
    void thousandsOfMessagesASecondAreAnswered() {
        int port = FreePort.any();
        String config =
                """
            providers: { sim: { type: simulator, latency: 0s, perToken: 0s } }
            targets: { m: { provider: sim, model: small } }
            channels:
              jms: { port: %d, model: m, consumers: %d }
            """
                        .formatted(port, Integer.getInteger("consumers", 16));
        try (TestRouter router = TestRouter.with(config);
                ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port)) {
            assertThat(router.port()).isPositive();
            perSecond(factory, WARM_UP);
            double perSecond = perSecond(factory, MESSAGES);
            System.out.printf("%.0f messages a second%n", perSecond);
            assertThat(perSecond).isGreaterThan(ENOUGH);
        }
    }

    private static double perSecond(ActiveMQConnectionFactory factory, int messages) {
        long begin = System.nanoTime();
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(factory, messages));
        try (JMSContext context = factory.createContext(JMSContext.SESSION_TRANSACTED);
                JMSConsumer replies = context.createConsumer(context.createQueue("llm.replies"))) {
            for (int i = 1; i <= messages; i++) {
                assertThat(replies.receive(30_000)).as("reply " + i).isNotNull();
                if (i % IN_A_TRANSACTION == 0) {
                    context.commit();
                }
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        sent.join();
        return messages / seconds;
    }

    private static void send(ActiveMQConnectionFactory factory, int messages) {
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createQueue("llm.requests"))) {
            for (int i = 1; i <= messages; i++) {
                producer.send(session.createTextMessage("Hello " + i));
                if (i % IN_A_TRANSACTION == 0) {
                    session.commit();
                }
            }
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
