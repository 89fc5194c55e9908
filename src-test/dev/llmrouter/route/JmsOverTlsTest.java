package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FreePort;
import dev.llmrouter.fixture.JmsCaller;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is reached only over TLS. */
class JmsOverTlsTest {

    private static final String PASSWORD = "of-the-store";

    private static Path keyStore(Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        String command = "-genkeypair -alias broker -keyalg EC -dname CN=localhost -ext san=ip:127.0.0.1"
                + " -storetype PKCS12 -storepass " + PASSWORD + " -keystore " + store;
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made = new ProcessBuilder((keytool + " " + command).split(" "))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(made.waitFor())
                .as(Files.readString(folder.resolve("keytool.log")))
                .isZero();
        return store;
    }

    private static EmbeddedActiveMQ broker(int port, Path store) throws Exception {
        Configuration configuration = new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .addAcceptorConfiguration(
                        "amqps",
                        "tcp://127.0.0.1:" + port + "?protocols=AMQP;sslEnabled=true;keyStorePath=" + store
                                + ";keyStorePassword=" + PASSWORD);
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ().setConfiguration(configuration);
        broker.start();
        return broker;
    }

    private static String config(String address) {
        return "providers: { sim: { type: simulator, latency: 0s, perToken: 0s } }\n"
                + "targets: { m: { provider: sim, model: small } }\n"
                + "channels: { jms: { model: m, consumers: 1, broker: \"" + address + "\" } }\n";
    }

    @Test
    void isAskedForItsCertificateAndSpokenWithWhereItIsKnown(@TempDir Path folder) throws Exception {
        int port = FreePort.any();
        Path store = keyStore(folder);
        EmbeddedActiveMQ broker = broker(port, store);
        String known = "amqps://127.0.0.1:" + port + "?transport.trustStoreLocation=" + store
                + "&transport.trustStorePassword=" + PASSWORD;
        try (TestRouter stranger = TestRouter.with(config("amqps://127.0.0.1:" + port));
                TestRouter router = TestRouter.with(config(known));
                JmsCaller caller = new JmsCaller(new JmsConnectionFactory(known))) {
            String sent = caller.send("Hello");
            assertThat(caller.reply().getJMSCorrelationID()).isEqualTo(sent);
            assertThat(router.get("/health").body()).contains("\"jms\":\"up\"");
            await().untilAsserted(
                            () -> assertThat(stranger.get("/health").body()).contains("\"jms\":\"down\""));
        } finally {
            broker.stop();
        }
    }
}
