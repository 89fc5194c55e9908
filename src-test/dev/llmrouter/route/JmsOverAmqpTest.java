package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FreePort;
import dev.llmrouter.fixture.JmsCaller;
import dev.llmrouter.jms.EmbeddedBroker;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages over AMQP 1.0. */
class JmsOverAmqpTest extends JmsPromises {

    @TempDir
    static Path folder = Path.of(".");

    private final int port = FreePort.any();
    private @Nullable EmbeddedBroker broker;

    @Override
    String address() {
        return "amqp://127.0.0.1:" + port;
    }

    @Override
    ConnectionFactory connections() {
        return new JmsConnectionFactory(address() + "?jms.prefetchPolicy.all=0");
    }

    @Override
    void startBroker() {
        EmbeddedBroker starting =
                new EmbeddedBroker(folder, port, List.of("llm.requests", "llm.replies", "llm.dead"), "llm.dead");
        starting.start();
        broker = starting;
    }

    @Override
    void stopBroker() {
        Objects.requireNonNull(broker).stop();
    }

    @Test
    void oneWithoutAnIdIsAnsweredAsWell() throws Exception {
        try (Connection connection = new JmsConnectionFactory(address()).createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                MessageProducer producer = session.createProducer(session.createQueue("llm.requests"))) {
            producer.setDisableMessageID(true);
            producer.send(session.createTextMessage("Hello"));
        }
        assertThat(caller().reply().getJMSCorrelationID()).startsWith("ID:");
    }

    @Test
    void whatComesOverAmqpIsAnsweredOverAnotherProtocolToo() throws Exception {
        String sent = caller().send("Hello", "mine", 7);
        try (JmsCaller artemis = new JmsCaller(port)) {
            assertThat(artemis.reply().getJMSCorrelationID()).isEqualTo(sent);
        }
    }

    @Test
    void oneThatIsTriedLaterWaitsWithTheBrokerWhichDeliversLate() throws Exception {
        model().nowAnswering(error(429, "later", "retry-after", "1"), completion("Now"));
        String sent = caller().send("Hello");
        await().until(() -> !model().received().isEmpty());
        await().during(Duration.ofMillis(300))
                .until(() -> caller().seen("llm.parked").isEmpty());
        assertThat(caller().reply().getJMSCorrelationID()).isEqualTo(sent);
    }
}
