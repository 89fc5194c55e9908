package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.cutAfter;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.reset;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.wire.Json;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest {

    private final FakeOpenAi first = answering(completion("first"));
    private final FakeOpenAi second = answering(completion("second"));
    private final FakeOpenAi long_ = answering(completion("long"));
    private final List<TestRouter> routers = new ArrayList<>();

    @AfterEach
    void stop() {
        routers.forEach(TestRouter::close);
        first.close();
        second.close();
        long_.close();
    }

    private TestRouter router(String more) {
        TestRouter router = TestRouter.with(
                """
            providers:
              one: { type: openai, baseUrl: "%s" }
              two: { type: openai, baseUrl: "%s" }
              far: { type: openai, baseUrl: "%s" }
            targets:
              a: { provider: one, model: m1, timeouts: { firstToken: 300ms, total: 400ms } }
              b: { provider: two, model: m2 }
              wide: { provider: far, model: m3 }
            """
                                .formatted(first.baseUrl(), second.baseUrl(), long_.baseUrl())
                        + more);
        routers.add(router);
        return router;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void soManyRetriesAreOneCallMore(int retries) {
        first.nowAnswering(error(500, "oops"));
        TestRouter router = router("retries: { count: " + retries + ", backoff: 1ms }");
        assertThat(router.ask("a").statusCode()).isEqualTo(502);
        assertThat(first.received()).hasSize(retries + 1);
    }

    @Test
    void aTargetHasItsOwnNumber() {
        first.nowAnswering(error(500, "oops"));
        TestRouter router = TestRouter.with(
                """
            providers: { one: { type: openai, baseUrl: "%s" } }
            targets:
              a: { provider: one, model: m1, retries: 2 }
              c: { provider: one, model: m1, retries: 0 }
            retries: { count: 5, backoff: 1ms }
            """
                        .formatted(first.baseUrl()));
        routers.add(router);
        router.ask("a");
        assertThat(first.received()).hasSize(3);
        router.ask("c");
        assertThat(first.received()).hasSize(4);
    }

    @Test
    void theTargetsOwnRetriesComeBeforeTheNextTarget() {
        first.nowAnswering(error(500, "oops"), error(500, "oops"), completion("at last"));
        TestRouter router = router(
                """
            models: { both: { of: [ a, b ] } }
            retries: { count: 2, backoff: 1ms }
            """);
        HttpResponse<String> reply = router.ask("both");
        assertThat(reply.body()).contains("at last");
        assertThat(reply.headers().firstValue("x-llm-attempts")).contains("3");
        assertThat(second.received()).isEmpty();
    }

    @Test
    void unlessSaidOtherwise_theNextTargetIsAskedAtOnce_andTheLastOneOnceMore() {
        first.nowAnswering(error(500, "oops"));
        second.nowAnswering(error(500, "oops"), completion("second"));
        TestRouter router = router("models: { both: { of: [ a, b ] } }");
        assertThat(router.ask("both").body()).contains("second");
        assertThat(first.received()).hasSize(1);
        assertThat(second.received()).hasSize(2);
    }

    @Test
    void nothingIsWalkedAgainOnceAllHaveFailed() {
        first.nowAnswering(error(500, "oops"));
        second.nowAnswering(error(500, "oops"));
        TestRouter router = router("models: { both: { of: [ a, b ] } }");
        assertThat(router.ask("both").statusCode()).isEqualTo(502);
        assertThat(first.received()).hasSize(1);
        assertThat(second.received()).hasSize(2);
    }

    @Test
    void whoIsAwayForAMomentIsAskedAgainAlsoForAStream() {
        first.nowAnswering(reset(), cutAfter(role()), streamOf("well", "come"));
        TestRouter router = router("retries: { count: 2, backoff: 1ms }");
        assertThat(router.stream("a").body()).contains("well", "come", "[DONE]");
        assertThat(first.received()).hasSize(3);
    }

    @Test
    void whatBreaksAfterContentIsNotAskedAgain() {
        first.nowAnswering(cutAfter(role(), chunk("half")), streamOf("whole"));
        TestRouter router = router("retries: { count: 2, backoff: 1ms }");
        assertThat(router.stream("a").body()).contains("half", "upstream_cut").doesNotContain("whole", "[DONE]");
        assertThat(first.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 402, 403, 404, 422})
    void whatWouldOnlyBeRefusedAgainIsNotAskedAgain(int status) {
        first.nowAnswering(error(status, "no"));
        TestRouter router = router("retries: { count: 3, backoff: 1ms }");
        router.ask("a");
        assertThat(first.received()).hasSize(1);
    }

    @Test
    void aTargetThatWantsAMomentGetsIt() {
        first.nowAnswering(error(429, "slow down", "Retry-After", "1"), completion("first"));
        second.nowAnswering(error(429, "slow down", "Retry-After", "60"));
        TestRouter router = router("models: { both: { of: [ b, a ] } }");
        HttpResponse<String> reply = router.ask("both");
        assertThat(reply.body()).contains("first");
        assertThat(Integer.parseInt(
                        reply.headers().firstValue("x-llm-queued-ms").orElseThrow()))
                .isBetween(500, 5000);
        assertThat(first.received()).hasSize(2);
        assertThat(second.received()).hasSize(1);
    }

    @Test
    void nobodyWaitsForALongRest() {
        first.nowAnswering(error(429, "slow down", "Retry-After", "60"), completion("first"));
        TestRouter router = router("");
        HttpResponse<String> refused = router.ask("a");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).contains("60");
        assertThat(first.received()).hasSize(1);
    }

    @Test
    void anAttemptThatTookAllItsTimeIsNotRepeated() {
        first.nowAnswering(hang());
        TestRouter router = router("retries: { count: 3, backoff: 1ms }");
        assertThat(router.ask("a").statusCode()).isEqualTo(504);
        assertThat(first.received()).hasSize(1);
    }

    @Test
    void aCallCostsNoMoreAttemptsThanItMay() {
        first.nowAnswering(error(500, "oops"));
        second.nowAnswering(error(500, "oops"));
        TestRouter router = router(
                """
            models: { both: { of: [ a, b ] } }
            retries: { count: 9, backoff: 1ms, attempts: 4 }
            """);
        router.ask("both");
        assertThat(first.received().size() + second.received().size()).isEqualTo(4);
    }

    @Test
    void noAttemptBeginsOnceTheCallIsTooOld() {
        first.nowAnswering(hang());
        TestRouter router = router(
                """
            models: { both: { of: [ a, b ] } }
            retries: { time: 200ms }
            """);
        assertThat(router.ask("both").statusCode()).isEqualTo(504);
        assertThat(second.received()).isEmpty();
    }

    @Test
    void noPauseIsLongerThanTheCallerWaits() {
        first.nowAnswering(error(500, "oops"));
        TestRouter router = router("retries: { count: 9, backoff: 1h, longestPause: 1h }");
        long begin = System.nanoTime();
        HttpResponse<String> refused = router.chat(
                """
                {"model":"a","messages":[{"role":"user","content":"Hello"}]}""",
                "x-llm-deadline-ms",
                "2000");
        assertThat(System.nanoTime() - begin).isLessThan(10_000_000_000L);
        assertThat(refused.statusCode()).isEqualTo(504);
    }

    @Test
    void theErrorListsTheAttempts() throws Exception {
        first.nowAnswering(hang());
        second.nowAnswering(error(500, "secret words"));
        TestRouter router = router(
                """
            models: { both: { of: [ a, b ] } }
            retries: { count: 0 }
            """);
        JsonNode error = Json.MAPPER.readTree(router.ask("both").body()).path("error");
        JsonNode attempts = error.path("attempts");
        assertThat(attempts).hasSize(2);
        assertThat(attempts.get(0).path("target").asText()).isEqualTo("a");
        assertThat(attempts.get(0).path("class").asText()).isEqualTo("upstream_timeout");
        assertThat(attempts.get(0).path("status").asInt()).isEqualTo(504);
        // timers and the clock that attempts are measured by do not tick together
        assertThat(attempts.get(0).path("ms").asInt()).isBetween(395, 5000);
        assertThat(attempts.get(1).path("class").asText()).isEqualTo("upstream_error");
        assertThat(attempts.toString()).doesNotContain("secret");
    }

    @Test
    void whatAFailureLeadsToCanBeSaid() {
        first.nowAnswering(error(400, "I don't like that"));
        second.nowAnswering(error(500, "oops"));
        TestRouter router = router(
                """
            models: { both: { of: [ a, b ] } , other: { of: [ b, a ] } }
            failures: { badRequest: next, serverError: giveUp }
            """);
        assertThat(router.ask("both").statusCode()).isEqualTo(502);
        assertThat(second.received()).hasSize(1);
        assertThat(router.ask("other").statusCode()).isEqualTo(502);
        assertThat(first.received()).hasSize(1);
    }

    private static final String TOO_LONG =
            "This model's maximum context length is 10 tokens. However, your messages resulted in 11 tokens.";

    @Test
    void whatIsTooLongGoesToTheModelThatIsNamedForIt() {
        first.nowAnswering(error(400, TOO_LONG));
        TestRouter router = router(
                """
            models: { short: { of: [ a, b ], fallbacks: { contextOverflow: [ wide ] } } }
            """);
        HttpResponse<String> reply = router.ask("short");
        assertThat(reply.body()).contains("long");
        assertThat(reply.headers().firstValue("x-llm-target")).contains("wide");
        assertThat(second.received()).isEmpty();
    }

    @Test
    void whatIsRefusedForItsContentGoesNowhere_unlessAModelIsNamedForIt() {
        String refused =
                """
                {"error":{"message":"flagged","type":"invalid_request_error","code":"content_filter"}}""";
        first.nowAnswering(FakeOpenAi.status(400, refused));
        TestRouter router = router(
                """
            models:
              strict: { of: [ a, b ], fallbacks: { any: [ wide ] } }
              other: { of: [ a, b ], fallbacks: { contentRefused: [ wide ] } }
            """);
        assertThat(router.ask("strict").statusCode()).isEqualTo(400);
        assertThat(second.received()).isEmpty();
        assertThat(router.ask("other").body()).contains("long");
    }

    @Test
    void fallbacksOfTheRouterAreForAllModels_andEachIsTriedOnce() {
        first.nowAnswering(error(500, "oops"));
        second.nowAnswering(error(500, "oops"));
        long_.nowAnswering(error(500, "oops"));
        TestRouter router = router(
                """
            models: { one: { of: [ a ] }, two: { of: [ b, a ] } }
            retries: { count: 0 }
            fallbacks: { any: [ two, wide ] }
            """);
        assertThat(router.ask("one").statusCode()).isEqualTo(502);
        assertThat(first.received()).hasSize(1);
        assertThat(second.received()).hasSize(1);
        assertThat(long_.received()).hasSize(1);
    }

    @Test
    void whoWantsNoFallbacksGetsNone() {
        first.nowAnswering(error(500, "oops"));
        TestRouter router = router("fallbacks: { any: [ wide ] }");
        String body =
                """
                {"model":"a","provider":{"allow_fallbacks":false},"messages":[{"role":"user","content":"Hello"}]}""";
        assertThat(router.chat(body).statusCode()).isEqualTo(502);
        assertThat(long_.received()).isEmpty();
        assertThat(router.ask("a").body()).contains("long");
    }

    @Test
    void theLastResortAnswersWhereNobodyElseDoes_andIsMarked() {
        first.nowAnswering(error(500, "oops"));
        TestRouter router = router(
                """
            retries: { attempts: 1 }
            fallbacks: { any: [ b ], lastResort: [ wide ] }
            """);
        HttpResponse<String> reply = router.ask("a");
        assertThat(reply.body()).contains("long");
        assertThat(reply.headers().firstValue("x-llm-degraded")).contains("last-resort");
        assertThat(second.received()).isEmpty();
    }

    @Test
    void whatTheCallerDidWrongIsSaid_notCoveredByTheLastResort() {
        first.nowAnswering(error(400, "no such parameter"));
        TestRouter router = router("fallbacks: { lastResort: [ wide ] }");
        assertThat(router.ask("a").statusCode()).isEqualTo(400);
        assertThat(long_.received()).isEmpty();
    }

    @Test
    void aFallbackMayNotDoWhatItsModelMayNot() {
        first.nowAnswering(error(500, "oops"));
        TestRouter router = router(
                """
            fallbacks: { any: [ wide ] }
            require: { targets: [ a, b ] }
            """);
        assertThat(router.ask("a").statusCode()).isEqualTo(502);
        assertThat(long_.received()).isEmpty();
    }
}
