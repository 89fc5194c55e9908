package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FreePort;
import dev.llmrouter.fixture.JmsCaller;
import jakarta.jms.Message;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Messages that nobody can answer now, and those that nobody ever will. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JmsParkTest {

    private final FakeOpenAi model = answering(completion("Hi"));
    private final FakeOpenAi other = answering(completion("Ho"));
    private final int port = FreePort.any();
    private final TestRouter router = TestRouter.with(
            """
            retries: { count: 0 }
            overload: { queue: 0 }
            providers:
              up: { type: openai, baseUrl: "%s" }
              across: { type: openai, baseUrl: "%s" }
            targets:
              m: { provider: up, model: a, price: { input: 1, output: 2 }, breaker: { window: 100, minimumCalls: 100 } }
              o: { provider: across, model: b }
            models:
              both: { policy: priority, of: [ m, o ] }
            channels:
              jms: { port: %d, model: m, pause: 50ms, longestPause: 2s, attempts: 3 }
            """
                    .formatted(model.baseUrl(), other.baseUrl(), port));
    private final JmsCaller caller = new JmsCaller(port);

    @BeforeEach
    void answerAgain() {
        model.received().clear();
        other.received().clear();
        model.nowAnswering(completion("Hi"));
        while (caller.take("llm.dead", 20) != null) {
            // left by the test before
        }
    }

    @AfterAll
    void stop() {
        caller.close();
        router.close();
        model.close();
        other.close();
    }

    private JsonNode letters() {
        return Caller.tree(router.get("/admin/dead-letters").body());
    }

    private JsonNode replay(String json) {
        return Caller.tree(
                router.send("POST", "/admin/dead-letters/replay", json).body());
    }

    @Test
    void oneComesAgainWhenItsTargetWantsItTo() throws Exception {
        model.nowAnswering(error(429, "too many", "retry-after", "1"), completion("Hi"));
        long begin = System.nanoTime();
        String id = caller.send("Hello", "mine", 7);
        Message reply = caller.reply();
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).isGreaterThanOrEqualTo(1000);
        assertThat(JmsCaller.text(reply)).isEqualTo("Hi");
        assertThat(reply.getJMSCorrelationID()).isEqualTo(id);
        assertThat(reply.getIntProperty("LlmAttempt")).isEqualTo(2);
        assertThat(model.received()).hasSize(2);
        assertThat(letters().path("count").asInt()).isZero();
    }

    @Test
    void oneThatFailsAsOftenAsItMayBeTriedIsADeadLetter() throws Exception {
        model.nowAnswering(error(500, "trouble"));
        String id = caller.send("Hello", "mine", 7);
        Message dead = caller.take("llm.dead");
        assertThat(dead.getStringProperty("LlmMessageId")).isEqualTo(id);
        assertThat(dead.getIntProperty("LlmAttempt")).isEqualTo(3);
        assertThat(dead.getIntProperty("mine")).isEqualTo(7);
        assertThat(dead.getStringProperty("LlmError")).isEqualTo("upstream_error");
        assertThat(model.received()).hasSize(3);
    }

    @Test
    void oneThatWillHaveExpiredBeforeIsADeadLetterAtOnce() throws Exception {
        model.nowAnswering(error(429, "too many", "retry-after", "2"));
        caller.send(
                caller.context().createProducer().setTimeToLive(1500),
                caller.context().createTextMessage("Hello"));
        Message dead = caller.take("llm.dead");
        assertThat(dead.getIntProperty("LlmAttempt")).isEqualTo(1);
        assertThat(dead.getStringProperty("LlmError")).isEqualTo("rate_limit_exceeded");
        assertThat(dead.getJMSExpiration()).isZero();
    }

    @Test
    void whoeverIsDeadIsToldWithTheReasonAndWithoutThePrompt() {
        model.nowAnswering(error(400, "no such parameter"));
        String id = caller.send("A secret prompt", "mine", 7);
        org.awaitility.Awaitility.await().until(() -> letters().path("count").asInt() == 1);
        JsonNode letter = letters().at("/letters/0");
        assertThat(letter.path("id").asText()).isEqualTo(id);
        assertThat(letter.path("error").asText()).isEqualTo("invalid_request");
        assertThat(letter.at("/properties/LlmTried").asText()).startsWith("m invalid_request");
        assertThat(letter.at("/properties/LlmCandidates").asText()).isEqualTo("m");
        assertThat(letter.at("/properties/mine").asText()).isEqualTo("7");
        assertThat(letters().toString()).doesNotContain("secret");
        assertThat(Caller.tree(router.get("/admin/dead-letters?limit=0").body()).path("letters"))
                .isEmpty();
    }

    @Test
    void aDeadLetterThatIsSentAgainIsAnsweredByWhoeverIsToDoSo() throws Exception {
        model.nowAnswering(error(400, "no"));
        String first = caller.send("first");
        String second = caller.send("second");
        org.awaitility.Awaitility.await().until(() -> letters().path("count").asInt() == 2);
        assertThat(replay("{\"ids\":[\"" + second + "\"],\"model\":\"o\"}")
                        .path("replayed")
                        .asInt())
                .isEqualTo(1);
        Message reply = caller.reply();
        assertThat(JmsCaller.text(reply)).isEqualTo("Ho");
        assertThat(reply.getJMSCorrelationID()).isEqualTo(second);
        assertThat(reply.getIntProperty("LlmAttempt")).isEqualTo(1);
        model.nowAnswering(completion("Hi"));
        assertThat(replay("{}").path("replayed").asInt()).isEqualTo(1);
        Message other = caller.reply();
        assertThat(JmsCaller.text(other)).isEqualTo("Hi");
        assertThat(other.getJMSCorrelationID()).isEqualTo(first);
        assertThat(letters().path("count").asInt()).isZero();
    }

    @Test
    void aDeadLetterMayBeRankedByAnotherPolicy() throws Exception {
        model.nowAnswering(error(400, "no"));
        caller.send("Hello", "LlmModel", "both");
        org.awaitility.Awaitility.await().until(() -> letters().path("count").asInt() == 1);
        model.nowAnswering(completion("Hi"));
        replay("{\"policy\":\"cheapest\"}");
        assertThat(caller.reply().getStringProperty("LlmAnsweredBy")).isEqualTo("m");
        assertThat(replay("{\"policies\":\"cheapest\"}").at("/error/message").asText())
                .contains("policies");
    }

    @Test
    void aMessageThatComesTwiceUnderOneKeyIsAnsweredOnceAndTheSameAgain() throws Exception {
        model.nowAnswering(completion("first"), completion("second"));
        caller.send("Hello", "IdempotencyKey", "k1");
        assertThat(JmsCaller.text(caller.reply())).isEqualTo("first");
        caller.send("Hello", "IdempotencyKey", "k1");
        Message again = caller.reply();
        assertThat(JmsCaller.text(again)).isEqualTo("first");
        assertThat(again.getBooleanProperty("LlmRepeated")).isTrue();
        assertThat(model.received()).hasSize(1);
    }
}
