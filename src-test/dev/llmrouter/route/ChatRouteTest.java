package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.llmrouter.call.Attempt;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.NoReplyException;
import dev.llmrouter.call.UnknownModelException;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.outcome.Usage;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The shipped routes, in a context that is nothing but theirs, with mocks in place of the models. */
class ChatRouteTest extends CamelTestSupport {

    private static final String TWO =
            """
        overload: { queue: 0 }
        providers:
          sim: { type: simulator, latency: 0ms, perToken: 0ms }
          off: { type: openai, apiKey: "{{env:NO_SUCH_VARIABLE:}}" }
        targets:
          a: { provider: sim, model: one, concurrentRequests: 1,
               breaker: { window: 4, minimumCalls: 4, failureRate: 50, openFor: 1h } }
          b: { provider: sim, model: two, concurrentRequests: 1 }
          c: { provider: sim, model: four, breaker: { window: 4, minimumCalls: 4, openFor: 50ms } }
          gone: { provider: off, model: three }
        models:
          both: { of: [ a, b ] }
          part: { of: [ gone, b ] }
          nobody: { of: [ gone ] }
          deep: { of: [ nobody ] }
        """;

    private LlmRouter router;

    @BeforeEach
    void install(@TempDir Path folder) throws Exception {
        Path config = Files.writeString(folder.resolve("router.yaml"), TWO);
        router = LlmRouter.install(context, LlmRouter.read(context, config));
    }

    /** Puts a mock in place of a target's model. */
    private MockEndpoint model(String target, Processor answer) throws Exception {
        AdviceWith.adviceWith(context, "target-" + target, false, route -> route.weaveByToUri("llm:*")
                .replace()
                .to("mock:" + target));
        MockEndpoint mock = getMockEndpoint("mock:" + target);
        mock.whenAnyExchangeReceived(answer);
        return mock;
    }

    private static Processor replying(String text) {
        return exchange -> exchange.getMessage()
                .setBody(LlmReply.whole(
                        ChatResponse.builder().aiMessage(AiMessage.from(text)).build(), Usage.of(7, 3)));
    }

    private static Processor failing(FailureClass kind) {
        return exchange ->
                exchange.setException(Failure.of(kind, "as the test wants").asException());
    }

    @Test
    void aRouteOfTheApplicationIsNotReplacedSilently(@TempDir Path folder) throws Exception {
        Path config = Files.writeString(folder.resolve("router.yaml"), TWO);
        try (DefaultCamelContext application = new DefaultCamelContext()) {
            application.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:mine").routeId("settle").log("mine");
                }
            });
            assertThatThrownBy(() -> LlmRouter.install(application, LlmRouter.read(application, config)))
                    .hasMessage("This application has a route 'settle', and so has llm-router."
                            + " Give that of the application another id.");
        }
    }

    @Test
    void aRouteCatchesWhatACallEndsWith() throws Exception {
        model("b", failing(FailureClass.BAD_REQUEST));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:caught")
                        .doTry()
                        .to("direct:chat")
                        .doCatch(NoReplyException.class)
                        .setBody(constant("caught"))
                        .end();
            }
        });
        assertThat(template.requestBody("direct:caught", prompt("b"))).isEqualTo("caught");
    }

    private Exchange ask(String model) {
        return template.request("direct:chat", exchange -> exchange.getMessage().setBody(prompt(model)));
    }

    private static String prompt(String model) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    private static String text(Exchange answered) {
        assertThat(answered.getException()).isNull();
        return answered.getMessage().getBody(LlmReply.class).text();
    }

    private static List<String> tried(Exchange exchange) {
        return Call.of(exchange).attempts().stream()
                .map(attempt -> attempt.target().name() + " " + outcome(attempt))
                .toList();
    }

    private static String outcome(Attempt attempt) {
        Failure failure = attempt.failure();
        return failure == null ? "ok" : failure.kind().toString();
    }

    private CircuitBreaker circuit(String target) {
        return context.getRegistry().lookupByNameAndType("circuit-" + target, CircuitBreaker.class);
    }

    @Test
    void aTextNamesNoModel() {
        Exchange refused = template.request(
                "direct:chat", exchange -> exchange.getMessage().setBody("Hello"));
        assertThat(refused.getException(LlmException.class).failure().kind()).isEqualTo(FailureClass.BAD_REQUEST);
        assertThat(refused.getException()).hasMessage("The request names no model.");
    }

    @Test
    void aTextGoesToTheModelInTheHeader() {
        Exchange answered = template.request("direct:chat", exchange -> {
            exchange.getMessage().setBody("Hello");
            exchange.getMessage().setHeader(LlmHeaders.MODEL, "both");
        });
        assertThat(text(answered)).contains("You wrote: Hello");
        assertThat(Call.of(answered).model()).isEqualTo("both");
        assertThat(answered.getMessage().getHeaders()).doesNotContainKey(LlmHeaders.MODEL);
    }

    @Test
    void aStepInTheRouteMayChooseTheModel() throws Exception {
        AdviceWith.adviceWith(context, "select", false, select -> select.weaveAddFirst()
                .choice()
                .when()
                .simple("${variable.call.prompt} contains 'Hello'")
                .setHeader(LlmHeaders.MODEL)
                .constant("b")
                .end());
        assertThat(tried(ask("a"))).containsExactly("b ok");
    }

    @Test
    void anEmptyBodyIsRefused() {
        Exchange refused = template.request("direct:chat", exchange -> {});
        assertThat(refused.getException(LlmException.class).failure().kind()).isEqualTo(FailureClass.BAD_REQUEST);
    }

    @Test
    void aTargetAnswersUnderItsOwnName() {
        assertThat(text(ask("a"))).contains("simulator");
    }

    @Test
    void aChatRequestIsTakenAsWell() {
        Exchange answered = template.request("direct:chat", exchange -> exchange.getMessage()
                .setBody(dev.langchain4j.model.chat.request.ChatRequest.builder()
                        .messages(dev.langchain4j.data.message.UserMessage.from("Hello"))
                        .modelName("a")
                        .build()));
        assertThat(text(answered)).contains("You wrote: Hello");
    }

    @Test
    void theFirstTargetThatCanAnswersAndNoOtherIsAsked() throws Exception {
        MockEndpoint a = model("a", replying("from a"));
        MockEndpoint b = model("b", replying("from b"));
        a.expectedMessageCount(1);
        b.expectedMessageCount(0);
        assertThat(text(ask("both"))).isEqualTo("from a");
        MockEndpoint.assertIsSatisfied(a, b);
    }

    @Test
    void targetsAreTriedInTheirOrder() throws Exception {
        model("a", failing(FailureClass.SERVER_ERROR));
        model("b", replying("from b"));
        Exchange answered = ask("both");
        assertThat(text(answered)).isEqualTo("from b");
        assertThat(tried(answered)).containsExactly("a SERVER_ERROR", "b ok");
    }

    @Test
    void oneErrorTellsOfAllAttempts() throws Exception {
        model("a", failing(FailureClass.TIMEOUT));
        model("b", failing(FailureClass.RATE_LIMIT));
        NoReplyException none = ask("both").getException(NoReplyException.class);
        assertThat(none.status()).isEqualTo(429);
        assertThat(none).hasMessageContaining("a upstream_timeout, b rate_limit_exceeded");
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureClass.class,
            names = {"BAD_REQUEST", "CANCELLED", "INTERNAL"})
    void whatNoOtherTargetCouldMendIsNotTriedElsewhere(FailureClass kind) throws Exception {
        model("a", failing(kind));
        MockEndpoint b = model("b", replying("from b"));
        b.expectedMessageCount(0);
        assertThat(ask("both").getException(NoReplyException.class).failure().kind())
                .isEqualTo(kind);
        b.assertIsSatisfied();
    }

    @Test
    void whatARouteThrowsIsAFailureOfTheRouterThatIsNotShown() throws Exception {
        model("a", exchange -> {
            throw new IllegalStateException("sk-secret");
        });
        NoReplyException none = ask("a").getException(NoReplyException.class);
        assertThat(none.status()).isEqualTo(500);
        assertThat(none.getMessage()).doesNotContain("sk-secret");
    }

    @ParameterizedTest
    @EnumSource(value = FailureClass.class)
    void theCircuitOpensForWhatTheTargetIsToBlameForAndForNothingElse(FailureClass kind) throws Exception {
        model("a", failing(kind));
        for (int i = 0; i < 4; i++) {
            ask("a");
        }
        assertThat(circuit("a").getState())
                .isEqualTo(kind.isTargetAtFault() ? CircuitBreaker.State.OPEN : CircuitBreaker.State.CLOSED);
    }

    @Test
    void onlyWhatSaysThatATargetIsIllOpensItsCircuit() {
        assertThat(java.util.Arrays.stream(FailureClass.values()).filter(FailureClass::isTargetAtFault))
                .containsExactlyInAnyOrder(
                        FailureClass.CONNECT,
                        FailureClass.TIMEOUT,
                        FailureClass.TOO_SLOW,
                        FailureClass.OVERLOADED,
                        FailureClass.SERVER_ERROR,
                        FailureClass.MALFORMED,
                        FailureClass.CUT);
    }

    @Test
    void anOpenTargetIsTriedLast() throws Exception {
        MockEndpoint a = model("a", failing(FailureClass.SERVER_ERROR));
        MockEndpoint b = model("b", replying("from b"));
        for (int i = 0; i < 4; i++) {
            ask("both");
        }
        assertThat(circuit("a").getState()).isEqualTo(CircuitBreaker.State.OPEN);
        assertThat(tried(ask("both"))).containsExactly("b ok");
        b.whenAnyExchangeReceived(failing(FailureClass.SERVER_ERROR));
        assertThat(tried(ask("both"))).containsExactly("b SERVER_ERROR", "a OPEN", "b SERVER_ERROR");
        a.expectedMessageCount(4);
        a.assertIsSatisfied();
    }

    @Test
    void anOpenTargetThatNobodyAsksIsTriedAgainAndComesBackWhenItAnswers() throws Exception {
        MockEndpoint c = model("c", failing(FailureClass.SERVER_ERROR));
        for (int i = 0; i < 4; i++) {
            ask("c");
        }
        c.whenAnyExchangeReceived(replying("from c"));
        await().until(() -> circuit("c").getState() == CircuitBreaker.State.HALF_OPEN);
        for (int i = 0; i < 3; i++) {
            assertThat(text(ask("c"))).isEqualTo("from c");
        }
        assertThat(circuit("c").getState()).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    @Test
    void anOpenTargetAloneIsUnavailable() throws Exception {
        model("a", failing(FailureClass.SERVER_ERROR));
        for (int i = 0; i < 4; i++) {
            ask("a");
        }
        Exchange refused = ask("a");
        assertThat(tried(refused)).containsExactly("a OPEN");
        NoReplyException none = refused.getException(NoReplyException.class);
        assertThat(none.status()).isEqualTo(503);
        assertThat(none.failure().retryAfterSeconds()).isNotNull();
    }

    @Test
    void aBusyTargetIsPassedByAndRefusesWhenItIsAlone() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        MockEndpoint a = model("a", exchange -> {
            begun.countDown();
            assertThat(mayEnd.await(10, TimeUnit.SECONDS)).isTrue();
            replying("from a").process(exchange);
        });
        model("b", replying("from b"));
        CompletableFuture<Exchange> first = CompletableFuture.supplyAsync(() -> ask("a"));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(tried(ask("both"))).containsExactly("a BUSY", "b ok");
        NoReplyException alone = ask("a").getException(NoReplyException.class);
        assertThat(alone.status()).isEqualTo(429);
        assertThat(alone.code()).isEqualTo("target_busy");
        mayEnd.countDown();
        assertThat(text(first.get(10, TimeUnit.SECONDS))).isEqualTo("from a");
        assertThat(tried(ask("both"))).containsExactly("a ok");
        assertThat(circuit("a").getMetrics().getNumberOfFailedCalls()).isZero();
        a.expectedMessageCount(2);
        a.assertIsSatisfied();
    }

    @Test
    void aTargetThatFailsGivesItsPlaceBack() throws Exception {
        model("b", failing(FailureClass.RATE_LIMIT));
        for (int i = 0; i < 3; i++) {
            assertThat(tried(ask("b"))).containsExactly("b RATE_LIMIT");
        }
    }

    @Test
    void anyModelOfAProviderMayBeAskedForByItsName() {
        Exchange answered = ask("sim/some-model:7b");
        assertThat(text(answered)).contains("simulator");
        assertThat(tried(answered)).containsExactly("sim/some-model:7b ok");
        assertThat(context.getRoute("target-sim/some-model:7b")).isNotNull();
        assertThat(text(ask("sim/some-model:7b"))).contains("simulator");
    }

    @Test
    void aNameThatMeansSomethingToCamelIsNoModel() {
        int before = context.getRoutesSize();
        for (String name : List.of("sim/", "sim/a?b=c", "sim/{{env:HOME}}", "sim/a b", "sim/${body}", "sim//x", "/x")) {
            assertThat(ask(name).getException()).as(name).isInstanceOf(UnknownModelException.class);
        }
        assertThat(context.getRoutesSize()).isEqualTo(before);
    }

    @Test
    void aProviderThatIsOffHasNeitherTargetsNorModels() {
        assertThat(router.models()).containsExactly("both", "part", "a", "b", "c");
        for (String name : List.of("gone", "nobody", "deep", "off/any")) {
            assertThat(ask(name).getException()).as(name).isInstanceOf(UnknownModelException.class);
        }
        assertThat(context.getRegistry().lookupByNameAndType("gone", ChatModel.class))
                .isNull();
        assertThat(tried(ask("part"))).containsExactly("b ok");
        assertThat(router.providers().get(1).offBecause())
                .hasValueSatisfying(why -> assertThat(why).contains("NO_SUCH_VARIABLE"));
    }

    @Test
    void anUnknownModelIsToldWhatIsNear() {
        assertThatThrownBy(() -> template.requestBody("direct:chat", prompt("boht")))
                .hasRootCauseInstanceOf(UnknownModelException.class)
                .rootCause()
                .hasMessageContaining("Did you mean both?");
    }

    @Test
    void settlesOncePerCallAlsoWhenItFails() throws Exception {
        AdviceWith.adviceWith(
                context, "settle", false, route -> route.weaveAddLast().to("mock:settled"));
        MockEndpoint settled = getMockEndpoint("mock:settled");
        settled.expectedMessageCount(1);
        ask("a");
        settled.assertIsSatisfied();
        model("a", failing(FailureClass.SERVER_ERROR));
        model("b", failing(FailureClass.SERVER_ERROR));
        for (String name : List.of("both", "nothing-known")) {
            settled.reset();
            settled.expectedMessageCount(1);
            assertThat(ask(name).isFailed()).isTrue();
            settled.assertIsSatisfied();
        }
    }

    @Test
    void aReplyGoesBackWithTheIdThatTheCallCameWith() {
        Exchange answered = template.request("direct:chat", exchange -> {
            exchange.getMessage().setBody(prompt("a"));
            exchange.getMessage().setHeader("LlmCallId", "call-7");
        });
        assertThat(Call.of(answered).id()).isEqualTo("call-7");
    }
}
