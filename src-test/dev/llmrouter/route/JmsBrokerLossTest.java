package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.after;
import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FreePort;
import dev.llmrouter.fixture.JmsCaller;
import dev.llmrouter.fixture.OtherBroker;
import dev.llmrouter.jms.EmbeddedBroker;
import jakarta.jms.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker that is not there when the router starts, and that goes away in the middle of a message. */
class JmsBrokerLossTest {

    @Test
    void whatIsAnsweredWhileTheBrokerIsGoneIsPaidOnceAndItsReplyComesOnceItIsBack(@TempDir Path folder)
            throws Exception {
        int port = FreePort.any();
        CompletableFuture<Void> end = new CompletableFuture<>();
        try (FakeOpenAi model = answering(held(end, completion("paid once")), completion("paid twice"));
                TestRouter router = TestRouter.with(
                        """
                        providers:
                          up: { type: openai, baseUrl: "%s" }
                        targets:
                          m: { provider: up, model: a }
                        channels:
                          jms: { broker: "tcp://127.0.0.1:%d", model: m }
                        """
                                .formatted(model.baseUrl(), port))) {
            assertThat(router.get("/health").statusCode()).isEqualTo(200);
            EmbeddedBroker broker = broker(folder, port);
            String id;
            try (JmsCaller caller = new JmsCaller(port)) {
                id = caller.send("Hello");
                await().until(() -> model.received().size() == 1);
            }
            broker.stop();
            end.complete(null);
            await().until(() -> model.open() == 0);
            EmbeddedBroker again = broker(folder, port);
            try (JmsCaller caller = new JmsCaller(port)) {
                Message reply = caller.reply();
                assertThat(JmsCaller.text(reply)).isEqualTo("paid once");
                assertThat(reply.getJMSCorrelationID()).isEqualTo(id);
                assertThat(reply.getBooleanProperty("LlmRepeated")).isTrue();
                assertThat(caller.take("llm.replies", 100)).isNull();
                assertThat(model.received()).hasSize(1);
                caller.send("Hello again");
                assertThat(JmsCaller.text(caller.reply())).isEqualTo("paid twice");
            }
            again.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "amqp"})
    void nothingIsLostOrAnsweredTwiceWhereTheBrokerIsKilledAndStartedAgain(String protocol, @TempDir Path folder)
            throws Exception {
        int port = FreePort.any();
        int messages = 100;
        OtherBroker broker = new OtherBroker(folder, port);
        try (FakeOpenAi model = answering(after(100, completion("Hi")));
                TestRouter router = TestRouter.with(
                        """
                        providers: { up: { type: openai, baseUrl: "%s" } }
                        targets: { m: { provider: up, model: a } }
                        channels: { jms: { broker: "%s://127.0.0.1:%d", model: m, consumers: 4 } }
                        """
                                .formatted(model.baseUrl(), protocol, port))) {
            Set<String> ids = new HashSet<>();
            try (JmsCaller caller = new JmsCaller(port)) {
                for (int i = 0; i < messages; i++) {
                    ids.add(caller.send("call-" + i));
                }
            }
            for (int kill = 1; kill <= 2; kill++) {
                int until = 30 * kill;
                await().pollInterval(Duration.ofMillis(3))
                        .atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(model.received()).hasSizeGreaterThanOrEqualTo(until));
                broker.kill();
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(
                                () -> assertThat(router.get("/health").body()).contains("\"jms\":\"down\""));
                broker = new OtherBroker(folder, port);
            }
            Map<String, Integer> replies = new HashMap<>();
            try (JmsCaller caller = new JmsCaller(port)) {
                while (replies.size() < messages) {
                    Message reply = caller.take("llm.replies", 30_000);
                    assertThat(reply).as("after " + replies.size() + " replies").isNotNull();
                    replies.merge(reply.getJMSCorrelationID(), 1, Integer::sum);
                }
                assertThat(caller.take("llm.replies", 300)).isNull();
                assertThat(caller.seen("llm.requests")).isEmpty();
                assertThat(caller.seen("llm.dead")).isEmpty();
            }
            assertThat(replies.keySet()).isEqualTo(ids);
            assertThat(replies.values()).containsOnly(1);
            assertThat(model.received()).as("paid once").hasSize(messages);
            assertThat(router.get("/health").body()).contains("\"jms\":\"up\"");
        } finally {
            broker.close();
        }
    }

    private static EmbeddedBroker broker(Path folder, int port) {
        EmbeddedBroker broker =
                new EmbeddedBroker(folder, port, List.of("llm.requests", "llm.replies", "llm.dead"), "llm.dead");
        broker.start();
        return broker;
    }
}
