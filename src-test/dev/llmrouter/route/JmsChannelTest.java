package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FreePort;
import dev.llmrouter.fixture.JmsCaller;
import jakarta.jms.BytesMessage;
import jakarta.jms.Message;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Prompts that come as messages of the broker that the router has in it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JmsChannelTest {

    private static final String JSON =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"seed\":12345678901234567890}";

    private final FakeOpenAi model = answering(completion("Hi"));
    private final int port = FreePort.any();
    private final TestRouter router = TestRouter.with(
            """
            retries: { count: 0 }
            providers:
              up: { type: openai, baseUrl: "%s" }
            targets:
              m: { provider: up, model: upstream-model, price: { input: 1, output: 2 }, breaker: { window: 100, minimumCalls: 100 } }
              n: { provider: up, model: other-model, breaker: { window: 100, minimumCalls: 100 } }
            models:
              both: { policy: priority, of: [ m, n ] }
            channels:
              jms: { port: %d, consumers: 2, model: m }
            """
                    .formatted(model.baseUrl(), port));
    private final JmsCaller caller = new JmsCaller(port);

    @BeforeEach
    void answerAgain() {
        model.received().clear();
        model.nowAnswering(completion("Hi"));
    }

    @AfterAll
    void stop() {
        caller.close();
        router.close();
        model.close();
    }

    @Test
    void aTextIsAnsweredWithATextAndWhoGaveIt() throws Exception {
        String id = caller.send("Hello");
        Message reply = caller.reply();
        assertThat(reply).isInstanceOf(TextMessage.class);
        assertThat(JmsCaller.text(reply)).isEqualTo("Hi");
        assertThat(reply.getJMSCorrelationID()).isEqualTo(id);
        assertThat(reply.getStringProperty("LlmAnsweredBy")).isEqualTo("m");
        assertThat(reply.getLongProperty("LlmInputTokens")).isEqualTo(7);
        assertThat(reply.getLongProperty("LlmOutputTokens")).isEqualTo(3);
        assertThat(reply.getStringProperty("LlmCostUsd")).isEqualTo("0.000013");
        assertThat(reply.propertyExists("LlmRepeated")).isFalse();
        assertThat(model.last().body()).contains("\"Hello\"").contains("upstream-model");
    }

    @Test
    void openAisJsonIsAnsweredInItsOwnWordsAndPassedOnAsItIs() {
        caller.send(JSON);
        JsonNode reply = Caller.tree(JmsCaller.text(caller.reply()));
        assertThat(reply.at("/choices/0/message/content").asText()).isEqualTo("Hi");
        assertThat(reply.path("id").asText()).isEqualTo("chatcmpl-1");
        assertThat(model.last().body()).isEqualTo(JSON.replace("\"m\"", "\"upstream-model\""));
    }

    @Test
    void bytesAreAnsweredWithBytes() throws Exception {
        caller.sendBytes(JSON);
        Message reply = caller.reply();
        assertThat(reply).isInstanceOf(BytesMessage.class);
        assertThat(Caller.tree(JmsCaller.text(reply)).at("/usage/total_tokens").asInt())
                .isEqualTo(10);
    }

    @Test
    void aStreamIsOneReplyAllTheSame() {
        caller.send(
                JSON.replace("{\"model\"", "{\"stream\":true,\"stream_options\":{\"include_usage\":true},\"model\""));
        assertThat(JmsCaller.text(caller.reply())).contains("\"content\":\"Hi\"");
        assertThat(model.last().body()).contains("\"stream\":false").doesNotContain("stream_options");
    }

    @Test
    void repliesGoToWhereTheSenderWantsThemWithItsCorrelation() throws Exception {
        TemporaryQueue own = caller.context().createTemporaryQueue();
        var taker = caller.context().createConsumer(own);
        TextMessage message = caller.context().createTextMessage("Hello");
        message.setJMSReplyTo(own);
        message.setJMSCorrelationID("order-7");
        caller.send(caller.context().createProducer(), message);
        Message reply = taker.receive(10_000);
        assertThat(JmsCaller.text(reply)).isEqualTo("Hi");
        assertThat(reply.getJMSCorrelationID()).isEqualTo("order-7");
        taker.close();
    }

    @Test
    void propertiesSayTheModelAndTheWishes() throws Exception {
        caller.send("Hello", "LlmModel", "n");
        assertThat(caller.reply().getStringProperty("LlmAnsweredBy")).isEqualTo("n");
        caller.send("Hello", "LlmTarget", "n", "LlmModel", "both", "LlmCallId", "my-call");
        Message reply = caller.reply();
        assertThat(reply.getStringProperty("LlmAnsweredBy")).isEqualTo("n");
        assertThat(reply.getStringProperty("LlmCallId")).isEqualTo("my-call");
        assertThat(router.get("/v1/route/calls/my-call").body()).contains("\"n\"");
    }

    @Test
    void aMessageThatHasToBeAnsweredSoonIsGivenUpInTimeAndItsSenderIsTold() throws Exception {
        CompletableFuture<Void> end = new CompletableFuture<>();
        model.nowAnswering(held(end, completion("late")));
        TemporaryQueue own = caller.context().createTemporaryQueue();
        var taker = caller.context().createConsumer(own);
        TextMessage message = caller.context().createTextMessage("Hello");
        message.setJMSReplyTo(own);
        caller.send(caller.context().createProducer().setTimeToLive(500), message);
        Message reply = taker.receive(10_000);
        assertThat(reply.getStringProperty("LlmError")).isEqualTo("deadline_exceeded");
        assertThat(reply.getIntProperty("LlmStatus")).isEqualTo(504);
        assertThat(Caller.tree(JmsCaller.text(reply)).at("/error/code").asText())
                .isEqualTo("deadline_exceeded");
        assertThat(caller.take("llm.dead").getStringProperty("LlmTried")).contains("m deadline_exceeded");
        end.complete(null);
        taker.close();
    }

    @Test
    void messagesAreWorkedOnAtOneTimeAndTheImportantOnesFirst() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> second = new CompletableFuture<>();
        model.nowAnswering(held(first, completion("Hi")), held(second, completion("Hi")), completion("Hi"));
        caller.send("one");
        caller.send("two");
        await().until(() -> model.received().size() == 2);
        caller.send(
                caller.context().createProducer().setPriority(1),
                caller.context().createTextMessage("unimportant"));
        caller.send(
                caller.context().createProducer().setPriority(8),
                caller.context().createTextMessage("important"));
        assertThat(caller.seen("llm.requests")).hasSizeGreaterThanOrEqualTo(2);
        assertThat(model.received()).hasSize(2);
        first.complete(null);
        for (int i = 0; i < 3; i++) {
            caller.reply();
        }
        second.complete(null);
        caller.reply();
        List<String> asked =
                model.received().stream().map(FakeOpenAi.Received::body).toList();
        assertThat(asked.get(2)).contains("\"important\"");
        assertThat(asked.get(3)).contains("unimportant");
    }

    @Test
    void whatCanNeverBeAnsweredIsADeadLetterWithTheReason() throws Exception {
        model.nowAnswering(error(400, "no such parameter"));
        String id = caller.send("Hello", "mine", 7);
        Message dead = caller.take("llm.dead");
        assertThat(JmsCaller.text(dead)).isEqualTo("Hello");
        assertThat(dead.getIntProperty("mine")).isEqualTo(7);
        assertThat(dead.getStringProperty("LlmMessageId")).isEqualTo(id);
        assertThat(dead.getIntProperty("LlmStatus")).isEqualTo(400);
        assertThat(dead.getStringProperty("LlmErrorMessage")).contains("no such parameter");
        assertThat(dead.getStringProperty("LlmCandidates")).isEqualTo("m");
        assertThat(dead.getIntProperty("LlmAttempts")).isEqualTo(1);
        assertThat(caller.take("llm.replies", 1)).isNull();
    }

    @Test
    void whatCantBeReadIsADeadLetterAtOnceAndAsksNobody() throws Exception {
        caller.send(caller.context().createProducer(), caller.context().createMapMessage());
        caller.send("{\"model\":\"m\",\"messages\":[");
        caller.send("  ");
        caller.send("Hello", "LlmModel", "unknown");
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            reasons.add(caller.take("llm.dead").getStringProperty("LlmErrorMessage"));
        }
        assertThat(reasons)
                .anyMatch(why -> why.contains("text message or a bytes message"))
                .anyMatch(why -> why.contains("not valid JSON"))
                .anyMatch(why -> why.contains("empty"))
                .anyMatch(why -> why.contains("unknown"));
        assertThat(model.received()).isEmpty();
    }
}
