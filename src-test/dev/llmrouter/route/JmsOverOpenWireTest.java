package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.JmsCaller;
import jakarta.jms.ConnectionFactory;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.broker.region.policy.PolicyEntry;
import org.apache.activemq.broker.region.policy.PolicyMap;
import org.junit.jupiter.api.Test;

/** Messages over OpenWire, of a broker that delivers nothing late. */
class JmsOverOpenWireTest extends JmsPromises {

    private final int port = JmsCaller.freePort();
    private BrokerService broker;

    @Override
    String address() {
        return "failover:(tcp://127.0.0.1:" + port + ",tcp://127.0.0.1:1)";
    }

    @Override
    ConnectionFactory connections() {
        return new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port + "?jms.prefetchPolicy.queuePrefetch=0");
    }

    @Override
    void startBroker() throws Exception {
        broker = new BrokerService();
        broker.setPersistent(false);
        broker.setUseJmx(false);
        broker.setUseShutdownHook(false);
        PolicyEntry byPriority = new PolicyEntry();
        byPriority.setQueue(">");
        byPriority.setPrioritizedMessages(true);
        PolicyMap policies = new PolicyMap();
        policies.setDefaultEntry(byPriority);
        broker.setDestinationPolicy(policies);
        broker.addConnector("tcp://127.0.0.1:" + port);
        broker.start();
        broker.waitUntilStarted();
    }

    @Override
    void stopBroker() throws Exception {
        broker.stop();
        broker.waitUntilStopped();
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
}
