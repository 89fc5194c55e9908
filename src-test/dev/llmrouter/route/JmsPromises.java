package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.JmsCaller;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Message;
import jakarta.jms.TemporaryQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the channel of messages promises, whatever broker they come from. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JmsPromises {

    private final FakeOpenAi model = answering(completion("Hi"));
    private TestRouter router;
    private JmsCaller caller;

    /** The address of the broker, as the configuration has it. */
    abstract String address();

    /** Further keys of the channel, where the broker asks who it is. */
    String credentials() {
        return "";
    }

    /** How a program of somebody else reaches it. */
    abstract ConnectionFactory connections();

    abstract void startBroker() throws Exception;

    abstract void stopBroker() throws Exception;

    TestRouter router() {
        return router;
    }

    JmsCaller caller() {
        return caller;
    }

    FakeOpenAi model() {
        return model;
    }

    @BeforeAll
    void start() throws Exception {
        startBroker();
        router = TestRouter.with(
                """
                retries: { count: 0 }
                overload: { queue: 0 }
                providers: { up: { type: openai, baseUrl: "%s" } }
                targets: { m: { provider: up, model: a, breaker: { window: 99, minimumCalls: 99 } } }
                channels: { jms: { broker: "%s"%s, model: m, consumers: 2, pause: 50ms, attempts: 3 } }
                holds: [ { when: "${body} contains 'transfer'", reason: money, channels: [ jms ] } ]
                """
                        .formatted(model.baseUrl(), address(), credentials()));
        caller = new JmsCaller(connections());
    }

    @BeforeEach
    void answerAgain() {
        model.received().clear();
        model.nowAnswering(completion("Hi"));
    }

    @AfterAll
    void stop() throws Exception {
        caller.close();
        router.close();
        model.close();
        stopBroker();
    }

    private JsonNode get(String path) {
        return Caller.tree(router.get(path).body());
    }

    @Test
    void repliesGoToWhereTheSenderWantsThemWithItsCorrelation() throws Exception {
        TemporaryQueue own = caller.context().createTemporaryQueue();
        Message message = caller.context().createTextMessage("Hello");
        message.setJMSReplyTo(own);
        message.setJMSCorrelationID("order-7");
        caller.send(caller.context().createProducer(), message);
        Message reply = caller.context().createConsumer(own).receive(10_000);
        assertThat(JmsCaller.text(reply)).isEqualTo("Hi");
        assertThat(reply.getJMSCorrelationID()).isEqualTo("order-7");
        assertThat(reply.getStringProperty("LlmAnsweredBy")).isEqualTo("m");
    }

    @Test
    void bytesAreAnsweredWithBytes() throws Exception {
        String sent = caller.sendBytes(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Grüezi\"}],\"seed\":123}");
        Message reply = caller.reply();
        assertThat(reply.getJMSCorrelationID()).isEqualTo(sent);
        assertThat(Caller.tree(new String(reply.getBody(byte[].class), java.nio.charset.StandardCharsets.UTF_8))
                        .at("/choices/0/message/content")
                        .asText())
                .isEqualTo("Hi");
        assertThat(model.last().body()).contains("Grüezi").contains("123");
    }

    @Test
    void oneThatNobodyCanAnswerNowComesAgainWhenItsTargetWantsItTo() throws Exception {
        model.nowAnswering(error(429, "too many", "retry-after", "1"), completion("Now"));
        long begin = System.nanoTime();
        Message message = caller.context().createTextMessage("Hello");
        String sent =
                caller.send(caller.context().createProducer().setPriority(7).setTimeToLive(60_000), message, "mine", 7);
        Message reply = caller.reply();
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).isGreaterThanOrEqualTo(1000);
        assertThat(JmsCaller.text(reply)).isEqualTo("Now");
        assertThat(reply.getJMSCorrelationID()).isEqualTo(sent);
        assertThat(reply.getIntProperty("LlmAttempt")).isEqualTo(2);
        assertThat(model.received()).hasSize(2);
    }

    @Test
    void whatCanNotBeAnsweredIsADeadLetterAndAnsweredOnceItIsSentAgain() throws Exception {
        model.nowAnswering(error(400, "no such parameter"));
        String sent = caller.send("Hello", "mine", 7);
        await().until(() -> get("/admin/dead-letters").path("count").asInt() == 1);
        JsonNode letter = get("/admin/dead-letters").at("/letters/0");
        assertThat(letter.path("id").asText()).isEqualTo(sent);
        assertThat(letter.path("error").asText()).isEqualTo("invalid_request");
        assertThat(letter.at("/properties/LlmTried").asText()).startsWith("m invalid_request");
        assertThat(letter.at("/properties/mine").asText()).isEqualTo("7");
        model.nowAnswering(completion("Hi"));
        assertThat(router.send("POST", "/admin/dead-letters/replay", "{\"ids\":[\"" + sent + "\"]}")
                        .body())
                .contains("\"replayed\":1");
        assertThat(caller.reply().getJMSCorrelationID()).isEqualTo(sent);
        assertThat(get("/admin/dead-letters").path("count").asInt()).isZero();
    }

    @Test
    void oneThatIsTriedAsOftenAsItMayBeIsADeadLetter() throws Exception {
        model.nowAnswering(error(500, "trouble"));
        String sent = caller.send("Hello");
        Message dead = caller.take("llm.dead");
        assertThat(dead.getStringProperty("LlmMessageId")).isEqualTo(sent);
        assertThat(dead.getIntProperty("LlmAttempt")).isEqualTo(3);
        assertThat(dead.propertyExists("LlmDue")).isFalse();
        assertThat(model.received()).hasSize(3);
    }

    @Test
    void oneThatIsReleasedIsAnsweredAlsoWhereItHasToWait() throws Exception {
        model.nowAnswering(error(429, "later", "retry-after", "1"), completion("Done"));
        String sent = caller.send("Make a transfer", "LlmParkedFrom", "llm.released");
        decide("release");
        Message reply = caller.reply();
        assertThat(JmsCaller.text(reply)).isEqualTo("Done");
        assertThat(reply.getJMSCorrelationID()).isEqualTo(sent);
        assertThat(model.received()).hasSize(2);
    }

    @Test
    void oneThatIsRefusedIsADeadLetter() throws Exception {
        caller.send("Make a transfer");
        decide("refuse");
        assertThat(caller.take("llm.dead").getStringProperty("LlmError")).isEqualTo("hold_refused");
        assertThat(model.received()).isEmpty();
    }

    private void decide(String decision) {
        await().until(() -> get("/admin/held").path("count").asInt() == 1);
        String id = get("/admin/held").at("/held/0/id").asText();
        assertThat(router.send("POST", "/admin/held/" + id + "/" + decision, "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void theMostImportantAreTakenFirst() throws Exception {
        CompletableFuture<Void> free = new CompletableFuture<>();
        model.nowAnswering(held(free, completion("Hi")));
        caller.send("busy 1");
        caller.send("busy 2");
        await().until(() -> model.received().size() == 2);
        for (int priority : List.of(1, 4, 9)) {
            caller.send(
                    caller.context().createProducer().setPriority(priority),
                    caller.context().createTextMessage("priority " + priority));
        }
        free.complete(null);
        for (int i = 0; i < 5; i++) {
            caller.reply();
        }
        assertThat(model.received().get(4).body())
                .as("two are taken at one time")
                .contains("priority 1");
    }

    @Test
    void aBrokerThatIsLostIsSeenAndFoundAgain() throws Exception {
        caller.close();
        stopBroker();
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(router.get("/health").body()).contains("\"jms\":\"down\""));
        startBroker();
        caller = new JmsCaller(connections());
        String sent = caller.send("Hello");
        assertThat(caller.take("llm.replies", 20_000).getJMSCorrelationID()).isEqualTo(sent);
        await().untilAsserted(() -> assertThat(router.get("/health").body()).contains("\"jms\":\"up\""));
    }
}
