package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.held;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.idempotency.RecallAnswer;
import dev.llmrouter.llm.HeldReply;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.llm.LlmReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages of Camel routes that say by a header which they are. */
class RepeatedMessagesTest {

    private static final String QUESTION = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String STREAMED = QUESTION.replace("{\"model\"", "{\"stream\":true,\"model\"");

    private final FakeOpenAi model = answering(completion("first"), completion("second"));
    private final TestRouter router = TestRouter.with(
            """
            retries: { count: 0 }
            providers:
              up: { type: openai, baseUrl: "%s" }
            targets:
              m: { provider: up, model: upstream-model, breaker: { window: 100, minimumCalls: 100 } }
            tenants:
              acme: {}
              other: {}
            """
                    .formatted(model.baseUrl()));
    private final ProducerTemplate template = router.camel().createProducerTemplate();
    private final List<String> answered = new ArrayList<>();

    @BeforeEach
    void addARoute() throws Exception {
        router.camel().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:orders")
                        .errorHandler(defaultErrorHandler()
                                .maximumRedeliveries(2)
                                .redeliveryDelay(0)
                                .logExhausted(false))
                        .to("direct:chat")
                        .process(exchange -> answered.add(text(exchange)));
            }
        });
    }

    @AfterEach
    void stop() {
        router.close();
        model.close();
    }

    private Exchange send(String endpoint, Object body, String key, String tenant) {
        return template.request(endpoint, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeader("Idempotency-Key", key);
            exchange.getMessage().setHeader(LlmHeaders.TENANT, tenant);
            exchange.getMessage().setHeader(LlmHeaders.MODEL, "m");
        });
    }

    private Exchange ask(Object body, String key) {
        return send("direct:chat", body, key, "acme");
    }

    private static String text(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody(LlmReply.class).text();
    }

    private static boolean isRepeat(Exchange exchange) {
        return exchange.getMessage().getHeader(LlmHeaders.REPEATED, false, Boolean.class);
    }

    @Test
    void getTheSameReplyAgain() {
        Exchange before = ask(QUESTION, "k1");
        Exchange again = ask(QUESTION, "k1");
        assertThat(List.of(text(before), text(again))).containsExactly("first", "first");
        assertThat(isRepeat(before)).isFalse();
        assertThat(isRepeat(again)).isTrue();
        assertThat(text(ask(QUESTION, "k2"))).isEqualTo("second");
        assertThat(model.received()).hasSize(2);
    }

    @Test
    void doSoInLangChain4jsFormToo() {
        for (int i = 0; i < 2; i++) {
            ChatRequest asked = ChatRequest.builder()
                    .messages(UserMessage.from("Hello"))
                    .temperature(0.5)
                    .build();
            assertThat(text(ask(asked, "k1"))).isEqualTo("first");
            assertThat(text(ask("Hello", "k2"))).isEqualTo("second");
        }
        assertThat(model.received()).hasSize(2);
    }

    @Test
    void goOnOnTheirOwnRoute() {
        send("direct:orders", QUESTION, "k1", "acme");
        send("direct:orders", QUESTION, "k1", "acme");
        assertThat(answered).containsExactly("first", "first");
        assertThat(model.received()).hasSize(1);
    }

    @Test
    void areOfTheirTenant() {
        assertThat(text(ask(QUESTION, "k1"))).isEqualTo("first");
        assertThat(text(send("direct:chat", QUESTION, "k1", "other"))).isEqualTo("second");
    }

    @Test
    void areRefusedWhereTheyAskForSomethingElse() {
        ask(QUESTION, "k1");
        RefusedException refused = ask(QUESTION.replace("Hello", "Bye"), "k1").getException(RefusedException.class);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("idempotency_key_reused");
    }

    @Test
    void areSentAgainByTheirErrorHandlerAfterAFailure() {
        model.nowAnswering(error(500, "no"), completion("now"));
        send("direct:orders", QUESTION, "k1", "acme");
        send("direct:orders", QUESTION, "k1", "acme");
        assertThat(answered).containsExactly("now", "now");
        assertThat(model.received()).hasSize(2);
    }

    @Test
    void waitForWhatIsGoingOn() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        model.nowAnswering(held(end, completion("first")));
        List<CompletableFuture<Exchange>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(CompletableFuture.supplyAsync(() -> ask(QUESTION, "k1"), command -> new Thread(command).start()));
        }
        await().until(() -> Objects.requireNonNull(
                                router.camel().getRegistry().lookupByNameAndType("recallAnswer", RecallAnswer.class))
                        .waiting()
                == 2);
        end.complete(null);
        assertThat(all).allSatisfy(exchange -> assertThat(text(exchange.join())).isEqualTo("first"));
        assertThat(model.received()).hasSize(1);
    }

    @Test
    void getAStreamAgainOnceItHasBeenRead() {
        model.nowAnswering(streamOf("one ", "two"));
        String before = events(ask(STREAMED, "k1"));
        Exchange again = ask(STREAMED, "k1");
        assertThat(isRepeat(again)).isTrue();
        assertThat(events(again)).isEqualTo(before).contains("one ", "two", "[DONE]");
        assertThat(model.received()).hasSize(1);
    }

    private static String events(Exchange exchange) {
        LlmReply reply = exchange.getMessage().getBody(LlmReply.class);
        return String.valueOf(HeldReply.of(reply, null).join().heldEvents());
    }
}
