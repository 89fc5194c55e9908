package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FreePort;
import dev.llmrouter.fixture.JmsCaller;
import dev.llmrouter.fixture.OtherRouter;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TemporaryQueue;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Calls that a person decides on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HoldTest {

    private static final String PROMPT = "Make a transfer of 5 EUR";

    private final FakeOpenAi model = answering(completion("Done"));
    private final int port = FreePort.any();
    private final TestRouter router = TestRouter.with(
            """
            providers: { up: { type: openai, baseUrl: "%s" } }
            targets: { m: { provider: up, model: a, breaker: { window: 99, minimumCalls: 99 } } }
            channels: { jms: { port: %d, model: m, pause: 50ms } }
            holds:
              - { when: "${body} contains 'transfer'", reason: money }
              - { when: "${variable.call.hasTools}", reason: only messages, channels: [ jms ] }
              - { when: "${body} contains 'break' && ${body.noSuchMethod} == 1", reason: broken, channels: [ http ] }
            """
                    .formatted(model.baseUrl(), port));
    private final JmsCaller caller = new JmsCaller(port);

    @BeforeEach
    void answerAgain() {
        model.received().clear();
        model.nowAnswering(completion("Done"));
    }

    @AfterAll
    void stop() {
        caller.close();
        router.close();
        model.close();
    }

    private JsonNode held(String query) {
        return Caller.tree(router.get("/admin/held" + query).body());
    }

    private String heldId() {
        await().until(() -> held("").path("count").asInt() == 1);
        return held("").path("held").path(0).path("id").asText();
    }

    private int decide(String id, String decision) {
        return router.send("POST", "/admin/held/" + id + "/" + decision, "").statusCode();
    }

    @Test
    void oneOverHttpIsRefusedWithTheReason() {
        HttpResponse<String> answer =
                router.chat("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]}");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("\"code\":\"held\"").contains("money");
        assertThat(model.received()).isEmpty();
        assertThat(router.ask("m").statusCode()).isEqualTo(200);
        assertThat(router.metrics()).contains("outcome=\"held\"");
    }

    @Test
    void aConditionThatFailsHolds() {
        assertThat(router.chat("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"break it\"}]}")
                        .body())
                .contains("\"code\":\"held\"")
                .contains("broken");
        assertThat(model.received()).isEmpty();
    }

    @Test
    void anExplanationNamesAllThatWouldHoldACallAndOfOneThatWasMadeWhatDid() {
        String chat = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT
                + "\"}],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]}";
        JsonNode would = Caller.tree(router.post("/route/explain", chat).body());
        assertThat(would.path("held").toString())
                .isEqualTo("[{\"reason\":\"money\",\"channels\":[\"http\",\"jms\",\"files\",\"routes\"]},"
                        + "{\"reason\":\"only messages\",\"channels\":[\"jms\"]}]");
        assertThat(would.path("candidates")).hasSize(1);
        String id = router.chat(chat).headers().firstValue("x-request-id").orElseThrow();
        JsonNode was = Caller.tree(router.get("/v1/route/calls/" + id).body());
        assertThat(was.path("held").toString()).isEqualTo("[{\"reason\":\"money\",\"channels\":[\"http\"]}]");
        assertThat(Caller.tree(router.post(
                                        "/route/explain",
                                        chat.replace("transfer", "cake").replace("tools", "user_x"))
                                .body())
                        .has("held"))
                .isFalse();
        assertThat(model.received()).isEmpty();
    }

    @Test
    void aHoldOfMessagesIsNoneOverHttp() {
        String tools = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]}";
        String chat = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]" + tools;
        assertThat(router.chat(chat).statusCode()).isEqualTo(200);
        caller.send(chat);
        String id = heldId();
        assertThat(held("").path("held").path(0).path("reason").asText()).isEqualTo("only messages");
        assertThat(decide(id, "release")).isEqualTo(200);
        assertThat(caller.reply()).isNotNull();
    }

    @Test
    void aMessageWaitsUntilItIsReleasedAndIsAnsweredToItsSender() throws Exception {
        String sent = caller.send(PROMPT, "mine", 7, "LlmReleased", true);
        String id = heldId();
        assertThat(model.received()).isEmpty();
        assertThat(held("").toString()).contains("money").contains(sent).doesNotContain("EUR");
        assertThat(held("").path("held").path(0).path("bytes").asInt()).isEqualTo(PROMPT.length());
        assertThat(held("?body=true").path("held").path(0).path("body").asText())
                .isEqualTo(PROMPT);
        assertThat(decide(id, "release")).isEqualTo(200);
        Message reply = caller.reply();
        assertThat(JmsCaller.text(reply)).isEqualTo("Done");
        assertThat(reply.getJMSCorrelationID()).isEqualTo(sent);
        assertThat(held("").path("count").asInt()).isZero();
        assertThat(decide(id, "release")).as("it is gone").isEqualTo(404);
        assertThat(caller.take("llm.replies", 200)).isNull();
        assertThat(model.received()).hasSize(1);
    }

    @Test
    void aReleasedMessageThatHasToWaitIsNotHeldAgain() throws Exception {
        model.nowAnswering(error(429, "later", "retry-after", "1"), completion("Now"));
        caller.send(PROMPT);
        decide(heldId(), "release");
        assertThat(JmsCaller.text(caller.reply())).isEqualTo("Now");
        assertThat(model.received()).hasSize(2);
    }

    @Test
    void aRefusedMessageIsADeadLetterAndItsSenderIsTold() throws Exception {
        TemporaryQueue mine = caller.context().createTemporaryQueue();
        Message message = caller.context().createTextMessage(PROMPT);
        message.setJMSReplyTo(mine);
        message.setJMSCorrelationID("c-1");
        caller.send(caller.context().createProducer(), message);
        assertThat(decide(heldId(), "refuse")).isEqualTo(200);
        Message refusal = caller.context().createConsumer(mine).receive(10_000);
        assertThat(refusal.getJMSCorrelationID()).isEqualTo("c-1");
        assertThat(refusal.getStringProperty("LlmError")).isEqualTo("hold_refused");
        assertThat(JmsCaller.text(refusal)).contains("money").contains("hold_refused");
        Message dead = caller.take("llm.dead");
        assertThat(JmsCaller.text(dead)).isEqualTo(PROMPT);
        assertThat(dead.getStringProperty("LlmError")).isEqualTo("hold_refused");
        assertThat(dead.getIntProperty("LlmStatus")).isEqualTo(403);
        assertThat(model.received()).isEmpty();
    }

    @Test
    void decisionsMayComeAsMessages() throws Exception {
        decideByMessage(caller, "nothing", "release");
        String sent = caller.send(PROMPT);
        String id = heldId();
        decideByMessage(caller, id, "perhaps");
        decideByMessage(caller, id, "release");
        assertThat(caller.reply().getJMSCorrelationID()).isEqualTo(sent);
        await().until(() -> caller.seen("llm.decisions").isEmpty());
    }

    private static void decideByMessage(JmsCaller caller, String id, String decision) throws JMSException {
        Message message = caller.context().createMessage();
        message.setStringProperty("LlmHoldId", id);
        message.setStringProperty("LlmDecision", decision);
        caller.context().createProducer().send(caller.queue("llm.decisions"), message);
    }

    @Test
    void nothingIsLostOrAnsweredTwiceWhereTheRouterIsKilledWhileItHoldsAndReleases(@TempDir Path folder)
            throws Exception {
        int messages = 60;
        int other = FreePort.any();
        String config =
                """
                providers: { sim: { type: simulator, latency: 10ms, perToken: 0s } }
                targets: { m: { provider: sim, model: small } }
                channels: { jms: { port: %d, model: m, consumers: 2 } }
                holds: [ { when: "${body} contains 'transfer'", reason: money } ]
                """
                        .formatted(other);
        OtherRouter killed = new OtherRouter(folder, config);
        Set<String> ids = new HashSet<>();
        try (JmsCaller sender = new JmsCaller(other)) {
            for (int i = 0; i < messages; i++) {
                ids.add(sender.send(PROMPT + " " + i));
            }
            await().pollInterval(Duration.ofMillis(2))
                    .until(() -> !sender.seen("llm.held").isEmpty());
        }
        killed.kill();
        OtherRouter second = new OtherRouter(folder, config);
        try (JmsCaller person = new JmsCaller(other)) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> person.seen("llm.requests").isEmpty());
            List<Message> held = person.seen("llm.held");
            assertThat(held).hasSize(messages);
            for (Message one : held) {
                decideByMessage(person, one.getStringProperty("LlmHoldId"), "release");
            }
            await().pollInterval(Duration.ofMillis(2))
                    .until(() -> !person.seen("llm.replies").isEmpty());
        }
        second.kill();
        try (OtherRouter last = new OtherRouter(folder, config);
                JmsCaller receiver = new JmsCaller(other)) {
            Map<String, Integer> replies = new HashMap<>();
            while (replies.size() < messages) {
                Message reply = receiver.take("llm.replies", 20_000);
                assertThat(reply)
                        .as(replies.size() + " replies; " + last.printed())
                        .isNotNull();
                replies.merge(reply.getJMSCorrelationID(), 1, Integer::sum);
            }
            assertThat(receiver.take("llm.replies", 300)).isNull();
            assertThat(replies.keySet()).isEqualTo(ids);
            assertThat(replies.values()).containsOnly(1);
            assertThat(receiver.seen("llm.held")).isEmpty();
            assertThat(receiver.seen("llm.dead")).isEmpty();
        }
    }

    @Test
    void aConditionThatCannotBeReadIsToldWithItsLine() {
        assertThatThrownBy(
                        () -> TestRouter.with(
                                """
                        providers: { sim: { type: simulator } }
                        holds:
                          - { when: "${body} contains", reason: broken }
                        """))
                .hasStackTraceContaining("router.yaml:3")
                .hasStackTraceContaining("holds[0].when");
    }
}
