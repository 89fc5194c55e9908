package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.llmrouter.fixture.CapturedLog;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FreePort;
import jakarta.jms.ConnectionFactory;
import java.util.Objects;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.broker.Broker;
import org.apache.activemq.broker.BrokerFilter;
import org.apache.activemq.broker.BrokerPlugin;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.broker.ConnectionContext;
import org.apache.activemq.broker.region.policy.PolicyEntry;
import org.apache.activemq.broker.region.policy.PolicyMap;
import org.apache.activemq.command.ConnectionInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Messages over OpenWire, of a broker that delivers nothing late. */
class JmsOverOpenWireTest extends JmsPromises {

    /** One that wants to know who comes. */
    private static final class Guarded extends BrokerFilter {

        Guarded(Broker next) {
            super(next);
        }

        @Override
        public void addConnection(ConnectionContext context, ConnectionInfo info) throws Exception {
            if (!"router".equals(info.getUserName()) || !TestRouter.KEY.equals(info.getPassword())) {
                throw new SecurityException("nobody knows " + info.getUserName());
            }
            super.addConnection(context, info);
        }
    }

    private final int port = FreePort.any();
    private @Nullable BrokerService broker;

    @Override
    String address() {
        return "failover:(tcp://127.0.0.1:" + port + ",tcp://127.0.0.1:1)";
    }

    @Override
    String credentials() {
        return ", user: router, password: \"{{sys:test.caller}}\"";
    }

    @Override
    ConnectionFactory connections() {
        return new ActiveMQConnectionFactory(
                "router", TestRouter.KEY, "tcp://127.0.0.1:" + port + "?jms.prefetchPolicy.queuePrefetch=0");
    }

    @Override
    void startBroker() throws Exception {
        BrokerService starting = new BrokerService();
        starting.setPersistent(false);
        starting.setUseJmx(false);
        starting.setUseShutdownHook(false);
        starting.setPlugins(new BrokerPlugin[] {Guarded::new});
        PolicyEntry byPriority = new PolicyEntry();
        byPriority.setQueue(">");
        byPriority.setPrioritizedMessages(true);
        PolicyMap policies = new PolicyMap();
        policies.setDefaultEntry(byPriority);
        starting.setDestinationPolicy(policies);
        starting.addConnector("tcp://127.0.0.1:" + port);
        starting.start();
        starting.waitUntilStarted();
        broker = starting;
    }

    @Override
    void stopBroker() throws Exception {
        BrokerService stopping = Objects.requireNonNull(broker);
        stopping.stop();
        stopping.waitUntilStopped();
    }

    @Test
    void oneThatIsTriedLaterWaitsInAQueueOfItsOwn() throws Exception {
        model().nowAnswering(FakeOpenAi.error(429, "later", "retry-after", "1"), FakeOpenAi.completion("Now"));
        String sent = caller().send("Hello");
        await().until(() -> !caller().seen("llm.parked").isEmpty());
        assertThat(caller().seen("llm.requests")).isEmpty();
        assertThat(caller().reply().getJMSCorrelationID()).isEqualTo(sent);
        assertThat(caller().seen("llm.parked")).isEmpty();
    }

    @Test
    void theStartSaysThatNothingIsDeliveredLate() {
        String config = "providers: { sim: { type: simulator } }\nchannels: { jms: { broker: \"" + address() + "\""
                + credentials() + " } }\n";
        try (CapturedLog log = CapturedLog.of("dev.llmrouter.jms", Level.INFO);
                TestRouter other = TestRouter.with(config)) {
            await().untilAsserted(() -> assertThat(log.atLeast(Level.INFO))
                    .anyMatch(line -> line.contains("delivers nothing late") && line.contains("llm.parked")));
            assertThat(other.get("/health").statusCode()).isEqualTo(200);
        }
        assertThat(caller().seen("llm.requests")).as("what was tried").isEmpty();
    }
}
