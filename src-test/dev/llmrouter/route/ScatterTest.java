package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.finish;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.heldStream;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static dev.llmrouter.fixture.FakeOpenAi.stallAfter;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.llmrouter.fixture.CapturedLog;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FakeOpenAi.Answer;
import dev.llmrouter.fixture.RawClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Expression;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.ExpressionAdapter;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScatterTest {

    private static final FakeOpenAi one = answering(completion("one"));
    private static final FakeOpenAi two = answering(completion("two"));
    private static final FakeOpenAi three = answering(completion("three"));
    private static final FakeOpenAi judge = answering(completion("1"));
    private static final TestRouter router = TestRouter.with(
            """
        providers:
          one: { type: openai, baseUrl: "%s" }
          two: { type: openai, baseUrl: "%s" }
          three: { type: openai, baseUrl: "%s" }
          four: { type: openai, baseUrl: "%s" }
          sim: { type: simulator, latency: 60s }
        targets:
          a: { provider: one, model: m1, price: { input: 1, output: 2 }, breaker: { minimumCalls: 99, window: 99 } }
          b: { provider: two, model: m2, price: { input: 10, output: 20 }, breaker: { minimumCalls: 99, window: 99 } }
          c: { provider: three, model: m3, price: { input: 100, output: 200 }, breaker: { minimumCalls: 99, window: 99 } }
          j: { provider: four, model: m4, price: { input: 1000, output: 2000 }, breaker: { minimumCalls: 99, window: 99 } }
          slow: { provider: sim, model: small }
          tight: { provider: three, model: m5, contextWindow: 2 }
        models:
          fast: { policy: scatter, of: [ a, b ], gather: fastest }
          mixed: { policy: scatter, of: [ slow, b ], gather: fastest }
          hasty: { policy: scatter, of: [ a, b ], gather: fastest, timeout: 300ms }
          voted: { policy: scatter, of: [ a, b, c ], gather: majority }
          impatient: { policy: scatter, of: [ a, b, c ], gather: majority, timeout: 300ms }
          best: { policy: scatter, of: [ a, b, c ], gather: best, judge: j }
          quick: { policy: scatter, of: [ a, b ], gather: best, judge: j, timeout: 500ms, prompt: "Pick the shortest." }
          thrice: { policy: scatter, of: [ a, a, a ], gather: majority }
          withTight: { policy: scatter, of: [ tight, a, b ], gather: majority }
          both: { of: [ a, b ] }
          deep: { policy: scatter, of: [ both, c ], gather: majority }
          inner: { of: [ fast ] }
          backed: { of: [ fast, c ] }
          behind: { of: [ c, fast ] }
          shared: { policy: scatter, of: [ both, b ], gather: majority }
          checkedFirst: { policy: cascade, of: [ fast, c ] }
          careful: { policy: cascade, of: [ a, c ] }
          ofCareful: { policy: scatter, of: [ careful, b ], gather: majority }
        """
                    .formatted(one.baseUrl(), two.baseUrl(), three.baseUrl(), judge.baseUrl()));

    private static final List<FakeOpenAi> SERVERS = List.of(one, two, three, judge);

    @BeforeEach
    void begin() {
        soon().until(() -> SERVERS.stream().allMatch(server -> server.open() == 0));
        SERVERS.forEach(server -> server.received().clear());
        answer(completion("one"), completion("two"), completion("three"));
        judge.nowAnswering(completion("1"));
    }

    @AfterAll
    static void stop() {
        router.close();
        SERVERS.forEach(FakeOpenAi::close);
    }

    private static void answer(Answer first, Answer second, Answer third) {
        one.nowAnswering(first);
        two.nowAnswering(second);
        three.nowAnswering(third);
    }

    private static String header(HttpResponse<String> reply, String name) {
        return reply.headers().firstValue(name).orElse("none");
    }

    private static ConditionFactory soon() {
        return await().pollInterval(Duration.ofMillis(10));
    }

    private static void assertNothingIsLeft() {
        soon().until(() -> Stream.of("a", "b", "c", "j").allMatch(target -> router.inFlight(target) == 0));
        soon().until(() -> SERVERS.stream().allMatch(server -> server.open() == 0));
    }

    @Test
    void theFirstReplyWinsAndTheOthersAreStopped() {
        int before = one.aborted();
        answer(hang(), completion("two"), completion("three"));
        HttpResponse<String> reply = router.ask("fast");
        assertThat(reply.body()).contains("two");
        assertThat(header(reply, "x-llm-target")).isEqualTo("b");
        assertThat(header(reply, "x-llm-attempts")).isEqualTo("2");
        assertThat(header(reply, "x-llm-cost-usd")).isEqualTo("0.000145");
        soon().until(() -> one.aborted() == before + 1);
        assertNothingIsLeft();
        assertThat(three.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aModelInLangChain4jsFormIsStoppedToo(boolean stream) {
        two.nowAnswering(stream ? streamOf("t", "wo") : completion("two"));
        HttpResponse<String> reply = stream ? router.stream("mixed") : router.ask("mixed");
        assertThat(header(reply, "x-llm-target")).isEqualTo("b");
        soon().until(() -> router.inFlight("slow") == 0);
    }

    @Test
    void theFirstStreamIsPassedOnAtItsFirstContentAndTheOthersAreStopped() {
        int before = one.aborted();
        CompletableFuture<String> rest = new CompletableFuture<>();
        answer(
                stallAfter(role()),
                heldStream(role() + chunk("begin"), rest, chunk("end"), finish(), done()),
                completion("three"));
        try (RawClient client = RawClient.to(router.port())) {
            client.send(RawClient.post(
                    "{\"model\":\"fast\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"));
            assertThat(client.readUntil("begin")).contains("x-llm-target: b");
            soon().until(() -> one.aborted() == before + 1 && router.inFlight("a") == 0);
            assertThat(router.inFlight("b")).isEqualTo(1);
            rest.complete("now");
            assertThat(client.readUntil("[DONE]")).contains("end");
        }
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallerThatLeavesStopsThemAll(boolean stream) {
        int before = one.aborted() + two.aborted();
        answer(hang(), stallAfter(role()), completion("three"));
        try (RawClient client = RawClient.to(router.port())) {
            client.send(RawClient.post("{\"model\":\"fast\",\"stream\":" + stream
                    + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"));
            soon().until(() -> one.open() == 1 && two.open() == 1);
        }
        soon().until(() -> one.aborted() + two.aborted() == before + 2);
        assertNothingIsLeft();
    }

    @Test
    void aCallerThatLeavesTheWinnersStreamStopsIt() {
        int before = two.aborted();
        answer(hang(), stallAfter(role(), chunk("half")), completion("three"));
        try (RawClient client = RawClient.to(router.port())) {
            client.send(RawClient.post(
                    "{\"model\":\"fast\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"));
            client.readUntil("half");
        }
        soon().until(() -> two.aborted() == before + 1);
        assertNothingIsLeft();
    }

    @Test
    void oneSuccessIsEnough() {
        answer(error(500, "oops"), completion("two"), error(404, "unknown"));
        assertThat(router.ask("fast").body()).contains("two");
        assertThat(header(router.ask("voted"), "x-llm-target")).isEqualTo("b");
        HttpResponse<String> best = router.ask("best");
        assertThat(header(best, "x-llm-target")).isEqualTo("b");
        assertThat(header(best, "x-llm-attempts")).isEqualTo("3");
        assertThat(judge.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "voted", "best"})
    void oneErrorTellsOfAllBranches(String model) {
        answer(error(500, "oops"), error(404, "unknown"), error(500, "oops"));
        HttpResponse<String> reply = router.ask(model);
        assertThat(reply.statusCode()).isIn(404, 502);
        assertThat(reply.body()).contains("a upstream_error").contains("b upstream_not_found");
        assertNothingIsLeft();
    }

    @Test
    void aBranchFallsOverByItself() {
        answer(error(500, "oops"), completion("two"), completion("Two!"));
        HttpResponse<String> reply = router.ask("deep");
        assertThat(header(reply, "x-llm-target")).isEqualTo("b");
        assertThat(header(reply, "x-llm-attempts")).isEqualTo("3");
    }

    @Test
    void branchesMayShareTargets() {
        HttpResponse<String> reply = router.ask("shared");
        assertThat(header(reply, "x-llm-attempts")).isEqualTo("2");
        assertThat(two.received()).hasSize(1);
        one.nowAnswering(completion("x"), completion("Y"), completion("y."));
        HttpResponse<String> same = router.ask("thrice");
        assertThat(same.body()).containsIgnoringCase("\"y");
        assertThat(header(same, "x-llm-attempts")).isEqualTo("3");
    }

    static Stream<Arguments> votes() {
        return Stream.of(
                Arguments.of("London", "Paris", "paris.", "b"),
                Arguments.of("Paris", "London", "**Paris**", "a"),
                Arguments.of("Paris", "London", "Rome", "a"),
                Arguments.of(
                        "{\\\"a\\\":1,\\\"b\\\":2}", "{\\\"b\\\":2.0,\\\"a\\\":1}", "{\\\"a\\\":2,\\\"b\\\":1}", "a"));
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("votes")
    void theReplyThatMostAgreeOnIsTaken(String first, String second, String third, String winner) {
        answer(completion(first), completion(second), completion(third));
        assertThat(header(router.ask("voted"), "x-llm-target")).isEqualTo(winner);
    }

    /** Has the Recipient List be done while the last branch is asked, which it is now and then by itself. */
    private static final class AllButTheLast extends ExpressionAdapter {
        private final Expression branches;

        private AllButTheLast(Expression branches) {
            this.branches = branches;
        }

        @Override
        public Object evaluate(Exchange exchange) {
            List<?> all = branches.evaluate(exchange, List.class);
            Exchange last = ExchangeHelper.createCorrelatedCopy(exchange, false);
            last.setProperty(ExchangePropertyKey.MULTICAST_INDEX, all.size() - 1);
            var unused = router.camel().createProducerTemplate().asyncSend("direct:branch", last);
            return all.subList(0, all.size() - 1);
        }
    }

    /** The shipped routes with other branches. */
    private static void scatterTo(Expression branches) throws Exception {
        CamelContext camel = router.camel();
        for (String route : List.of("scatter", "branch", "judge")) {
            camel.getRouteController().stopRoute(route);
            camel.removeRoute(route);
        }
        camel.getRegistry().bind("openBranches", Expression.class, branches);
        ShippedRoutes.load(camel, List.of("scatter"));
    }

    @Test
    void aBranchThatTheRecipientListForgetsIsWaitedForAndKeepsNothing() throws Exception {
        Expression branches = router.camel().getRegistry().lookupByNameAndType("openBranches", Expression.class);
        answer(completion("London"), completion("Paris"), FakeOpenAi.after(300, completion("paris.")));
        scatterTo(new AllButTheLast(branches));
        try {
            HttpResponse<String> reply = router.ask("voted");
            assertThat(header(reply, "x-llm-target")).as(reply.body()).isEqualTo("b");
            assertNothingIsLeft();
        } finally {
            scatterTo(branches);
        }
    }

    @Test
    void aWholeVoteIsGivenOutAsTheStreamThatWasWanted() {
        answer(streamOf("Lon", "don"), streamOf("Pa", "ris"), streamOf("paris", "."));
        HttpResponse<String> reply = router.stream("voted");
        assertThat(reply.body())
                .startsWith(role())
                .contains("Pa")
                .endsWith(done())
                .doesNotContain("usage");
        assertThat(header(reply, "x-llm-target")).isEqualTo("b");
        HttpResponse<String> message = router.post(
                "/messages",
                "{\"model\":\"voted\",\"max_tokens\":9,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertThat(message.body()).contains("\"text\":\"Pa\"").contains("message_stop");
        assertNothingIsLeft();
    }

    @Test
    void theJudgePicks() {
        judge.nowAnswering(completion("Answer 2 is best."));
        HttpResponse<String> reply = router.ask("best");
        assertThat(reply.body()).contains("two");
        assertThat(header(reply, "x-llm-target")).isEqualTo("b");
        assertThat(header(reply, "x-llm-attempts")).isEqualTo("4");
        // 7 tokens in and 3 out at each of the four
        assertThat(header(reply, "x-llm-cost-usd")).isEqualTo("0.014443");
        assertThat(judge.last().body())
                .contains("user: Hello")
                .contains("<answer number=\\\"3\\\">\\nthree")
                .contains("number of that answer");
    }

    @Test
    void theJudgeIsToldWhatTheOperatorWants() {
        router.ask("quick");
        assertThat(judge.last().body()).contains("Pick the shortest.");
    }

    @Test
    void theJudgeIsNotAskedWhereAllSayTheSame() {
        answer(completion("Paris"), completion("paris"), completion("Paris."));
        assertThat(header(router.ask("best"), "x-llm-target")).isEqualTo("a");
        assertThat(judge.received()).isEmpty();
    }

    static Stream<Arguments> troubleWithTheJudge() {
        return Stream.of(
                Arguments.of("an error", error(500, "oops")),
                Arguments.of("no number", completion("All are nice.")),
                Arguments.of("a number too high", completion("7")),
                Arguments.of("silence", hang()),
                Arguments.of("no JSON", status(200, "<html>")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("troubleWithTheJudge")
    void theFirstReplyIsTakenWhereTheJudgeIsInTrouble(String name, Answer trouble) {
        judge.nowAnswering(trouble);
        try (CapturedLog log = CapturedLog.of("ROOT", Level.WARN)) {
            HttpResponse<String> reply = router.ask("quick");
            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(header(reply, "x-llm-target")).isEqualTo("a");
            assertThat(log.atLeast(Level.WARN)).hasSize(1).first().asString().contains("the judge gave no verdict");
        }
        assertNothingIsLeft();
    }

    @Test
    void whoIsTooLateDoesNotCount() {
        answer(hang(), completion("two"), stallAfter(role()));
        HttpResponse<String> reply = router.ask("impatient");
        assertThat(header(reply, "x-llm-target")).isEqualTo("b");
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hasty", "impatient"})
    void whereAllAreTooLateTheCallerIsTold(String model) {
        answer(hang(), hang(), hang());
        HttpResponse<String> reply = router.ask(model);
        assertThat(reply.statusCode()).isEqualTo(504);
        assertThat(reply.body()).contains("'timeout'").contains("upstream_timeout");
        assertNothingIsLeft();
    }

    @Test
    void worksWithinOtherPolicies() {
        answer(hang(), completion("two"), completion("three"));
        assertThat(header(router.ask("inner"), "x-llm-target")).isEqualTo("b");
        assertThat(header(router.ask("backed"), "x-llm-target")).isEqualTo("b");
    }

    @Test
    void whoStandsBehindItIsAskedWhereNoBranchAnswers() {
        answer(error(500, "oops"), error(500, "oops"), completion("three"));
        HttpResponse<String> reply = router.ask("backed");
        assertThat(header(reply, "x-llm-target")).isEqualTo("c");
        assertThat(header(reply, "x-llm-attempts")).isEqualTo("3");
        assertThat(one.received()).hasSize(1);
    }

    @Test
    void behindAnotherChoiceItsMembersAreAskedInTheirOrder() {
        assertThat(header(router.ask("behind"), "x-llm-target")).isEqualTo("c");
        assertThat(one.received()).isEmpty();
        three.nowAnswering(error(500, "oops"));
        assertThat(header(router.ask("behind"), "x-llm-target")).isEqualTo("a");
        assertThat(two.received()).isEmpty();
    }

    @Test
    void aStageOfACascadeMayBeSeveralAtOnce() {
        String refusal = "I'm sorry, but I can't help with that.";
        answer(completion(refusal), completion(refusal), completion("three"));
        HttpResponse<String> reply = router.ask("checkedFirst");
        assertThat(header(reply, "x-llm-target")).isEqualTo("c");
        assertThat(header(reply, "x-llm-escalated")).isEqualTo("refusal");
        assertThat(header(reply, "x-llm-attempts")).isEqualTo("3");
        two.nowAnswering(completion("two"));
        assertThat(header(router.ask("checkedFirst"), "x-llm-target")).isEqualTo("b");
        three.nowAnswering(error(500, "oops"));
        two.nowAnswering(completion(refusal));
        assertThat(header(router.ask("checkedFirst"), "x-llm-degraded")).isEqualTo("rejected");
    }

    @Test
    void aBranchMayBeACascade() {
        answer(completion(""), completion("three"), completion("three"));
        HttpResponse<String> reply = router.ask("ofCareful");
        assertThat(header(reply, "x-llm-target")).isEqualTo("c");
        assertThat(header(reply, "x-llm-attempts")).isEqualTo("3");
    }

    @Test
    void whoCannotHoldThePromptIsNotAsked() {
        HttpResponse<String> reply = router.ask("withTight");
        assertThat(header(reply, "x-llm-attempts")).isEqualTo("2");
        assertThat(three.received()).isEmpty();
    }

    @Test
    void isExplainedWithoutAskingAnybody() {
        HttpResponse<String> told = router.post(
                "/route/explain", "{\"model\":\"best\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(told.body())
                .contains("a judge picks")
                .contains("\"a\"")
                .contains("\"b\"")
                .contains("\"c\"");
        assertThat(SERVERS).allMatch(server -> server.received().isEmpty());
    }

    @Test
    void embeddingsAreAskedOfOneAfterTheOther() {
        Answer vectors = status(
                200,
                "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.5]}],\"model\":\"m\","
                        + "\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}");
        answer(vectors, vectors, vectors);
        assertThat(router.post("/embeddings", "{\"model\":\"voted\",\"input\":\"Hello\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(two.received()).isEmpty();
    }

    @Test
    void whatAsksSeveralAtOnceMayNotStandDirectlyInAnother() {
        assertThatThrownBy(
                        () -> TestRouter.with(
                                """
            providers: { sim: { type: simulator } }
            targets: { a: { provider: sim, model: m }, b: { provider: sim, model: n } }
            models:
              inner: { policy: scatter, of: [ a, b ], gather: fastest }
              outer: { policy: scatter, of: [ inner, a ], gather: majority }
            """))
                .hasStackTraceContaining("names inner, which asks several at once itself");
    }
}
