package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FreePort;
import dev.llmrouter.fixture.JmsCaller;
import dev.llmrouter.fixture.OtherRouter;
import dev.llmrouter.jms.EmbeddedBroker;
import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the channel of messages needs at its start, and what it says where that is not there. */
class JmsStartTest {

    private static String config(String jms) {
        return "providers: { sim: { type: simulator, latency: 0s, perToken: 0s } }\n"
                + "targets: { m: { provider: sim, model: small } }\n"
                + "channels:\n  jms: { model: m, " + jms + " }\n";
    }

    @Test
    void connectionsMayBeTheApplications(@TempDir Path folder) throws Exception {
        int port = FreePort.any();
        EmbeddedBroker broker =
                new EmbeddedBroker(folder, port, List.of("llm.requests", "llm.replies", "llm.dead"), "llm.dead");
        broker.start();
        try (TestRouter router = TestRouter.with(
                        config("broker: \"bean:mine\""),
                        main -> main.bind("mine", new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port)));
                JmsCaller caller = new JmsCaller(port)) {
            String id = caller.send("Hello");
            assertThat(caller.reply().getJMSCorrelationID()).isEqualTo(id);
            assertThat(router.get("/health").body()).contains("\"jms\":\"up\"");
        } finally {
            broker.stop();
        }
    }

    @Test
    void aBeanThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> TestRouter.with(config("broker: \"bean:mine\"")))
                .hasStackTraceContaining("router.yaml:4")
                .hasStackTraceContaining("channels.jms")
                .hasStackTraceContaining("there is no jakarta.jms.ConnectionFactory 'mine' in the registry");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> TestRouter.with(config("port: " + other.getLocalPort())))
                    .hasStackTraceContaining("router.yaml:4")
                    .hasStackTraceContaining(
                            "channels.jms.port: " + other.getLocalPort() + " is in use by another program");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"amqp://me:sk-never-shown@b:1", "amqp://b:1?jms.noSuch=1", "failover:(tcp://b c:1)"})
    void anAddressThatCannotBeReadIsToldWithoutWhatIsInIt(String address) {
        assertThatThrownBy(() -> TestRouter.with(config("broker: \"" + address + "\"")))
                .hasStackTraceContaining("router.yaml:4")
                .hasStackTraceContaining("channels.jms.broker: can't be read as the address of a broker")
                .hasMessageNotContaining("sk-never-shown");
    }

    @ParameterizedTest
    @CsvSource({
        "embedded, camel-jms-, org.apache.camel:camel-jms",
        "embedded, pooled-jms-, org.messaginghub:pooled-jms",
        "embedded, artemis-server-, org.apache.activemq:artemis-jakarta-server",
        "amqps://127.0.0.1:1, qpid-jms-client-, org.apache.qpid:qpid-jms-client",
        "failover:(tcp://127.0.0.1:1), activemq-client-, org.apache.activemq:activemq-client"
    })
    void aJarThatIsMissingIsNamed(String broker, String jar, String coordinates, @TempDir Path folder) {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !new File(entry).getName().startsWith(jar))
                .collect(Collectors.joining(File.pathSeparator));
        assertThatThrownBy(() -> new OtherRouter(folder, config("broker: \"" + broker + "\""), classPath))
                .hasMessageContaining("llm-router can't start.")
                .hasMessageContaining("router.yaml:4")
                .hasMessageContaining("it needs the jar " + coordinates + ", which is not on the class path")
                .hasMessageNotContaining("\tat ");
    }

    @Test
    void theStartTellsWhereMessagesComeFromAndMetersWhatBecomesOfThem() {
        int port = FreePort.any();
        try (TestRouter router = TestRouter.with(config("port: " + port));
                JmsCaller caller = new JmsCaller(port)) {
            caller.send("Hello");
            caller.reply();
            caller.send("");
            await().untilAsserted(() -> assertThat(router.metrics())
                    .contains("llm_jms_queued{queue=\"llm.dead\"} 1.0")
                    .contains("llm_jms_queued{queue=\"llm.requests\"} 0.0")
                    .contains("llm_jms_messages_total{outcome=\"answered\"} 1.0")
                    .contains("llm_jms_messages_total{outcome=\"dead\"} 1.0")
                    .contains("llm_jms_messages_total{outcome=\"parked\"} 0.0"));
        }
    }
}
