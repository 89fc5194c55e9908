package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.RawClient;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShadowTest {

    private static final String CONFIG =
            """
        providers:
          one: { type: openai, baseUrl: "%s" }
          two: { type: openai, baseUrl: "%s" }
          local: { type: local }
        targets:
          real: { provider: one, model: m1, price: { input: 2, output: 8 } }
          other: { provider: two, model: m2, price: { input: 100000, output: 0 }, timeouts: { total: 30s } }
          tiny: { provider: two, model: m3, contextWindow: 20 }
        models:
          plain:  { of: [ real ] }
          frugal: { of: [ real ], shadow: { use: other, percent: 100, budget: 1, per: month } }
          single: { of: [ real ], shadow: { use: other, percent: 100, concurrentRequests: 1, budget: 100 } }
          alike:  { of: [ real ], shadow: { use: other, percent: 100, budget: 100, similarity: local/all-minilm-l6-v2 } }
          narrow: { of: [ real ], shadow: { use: tiny, percent: 100 } }
          itself: { of: [ real ], shadow: { use: itself, percent: 100 } }
          seldom: { of: [ real ], shadow: { use: other, percent: 25, budget: 1000000 } }
        """;

    /** A model with a shadow for each test, since figures stay. */
    private static final String MODELS = Stream.of(
                    "same", "metered", "streamed", "translated", "json", "harmless", "failing", "left")
            .map(name -> "  " + name + ": { of: [ real ], shadow: { use: other, percent: 100, budget: 100 } }\n")
            .collect(Collectors.joining());

    private final FakeOpenAi one = answering(completion("Hello, you"));
    private final FakeOpenAi two = answering(completion("Hello, you"));
    private final TestRouter router = TestRouter.with(CONFIG.formatted(one.baseUrl(), two.baseUrl()) + MODELS);

    @AfterAll
    void stop() {
        router.close();
        one.close();
        two.close();
    }

    @BeforeEach
    void begin() {
        one.nowAnswering(completion("Hello, you"));
        two.nowAnswering(completion("Hello, you"));
        one.received().clear();
        two.received().clear();
    }

    private JsonNode shadow(String model) {
        JsonNode shadows = Caller.tree(router.get("/admin/shadows").body()).path("shadows");
        for (JsonNode shadow : shadows) {
            if (shadow.path("model").asText().equals(model)) {
                return shadow;
            }
        }
        throw new AssertionError(shadows.toPrettyString());
    }

    private void awaitCalls(String model, String outcome, int count) {
        await().untilAsserted(() -> assertThat(
                        shadow(model).path("calls").path(outcome).asInt())
                .as(shadow(model).toPrettyString())
                .isEqualTo(count));
    }

    @Test
    void theOtherModelIsAskedTheSameAndTheCallerSeesNothingOfIt() {
        two.nowAnswering(completion("Hello"));
        String asked = "{\"model\":\"same\",\"stream\":false,\"seed\":12345678901234567890,\"models\":[\"other\"],"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        HttpResponse<String> answer =
                router.chat(asked, "idempotency-key", "k", "traceparent", "t", "x-llm-target", "real");
        assertThat(answer.body()).contains("Hello, you");
        assertThat(answer.headers().firstValue("x-llm-target")).contains("real");
        assertThat(answer.headers().firstValue("x-llm-cost-usd")).contains("0.000038");
        awaitCalls("same", "ok", 1);
        FakeOpenAi.Received received = two.last();
        assertThat(Caller.tree(received.body()))
                .isEqualTo(
                        Caller.tree(
                                "{\"model\":\"m2\",\"stream\":false,\"seed\":12345678901234567890,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"));
        assertThat(received.headers()).containsKey("traceparent").doesNotContainKey("idempotency-key");
        JsonNode seen = shadow("same");
        assertThat(seen.at("/sameText/mean").asDouble()).isZero();
        assertThat(seen.at("/sameTools/mean").asDouble()).isEqualTo(1);
        assertThat(seen.at("/lengthRatio/mean").asDouble()).isEqualTo(0.5);
        assertThat(seen.at("/usd/mean").asDouble()).isCloseTo(0.7, within(1e-9));
        assertThat(seen.at("/realUsd/mean").asDouble()).isCloseTo(0.000038, within(1e-9));
        assertThat(seen.at("/seconds/mean").asDouble()).isPositive();
        assertThat(seen.toString()).doesNotContain("Hello");
    }

    @Test
    void itHasMetersOfItsOwnAndIsInNoOther() {
        router.ask("metered");
        awaitCalls("metered", "ok", 1);
        assertThat(router.metrics())
                .contains("llm_shadow_calls_total{model=\"metered\",outcome=\"ok\",use=\"other\"} 1.0")
                .contains("llm_shadow_cost_usd_total{model=\"metered\",use=\"other\"} 0.7")
                .doesNotContain("llm_calls_total{model=\"other\"")
                .doesNotContain("llm_cost_usd_total{target=\"other\"");
        await().until(() -> router.inFlight("other") == 0);
    }

    @Test
    void aStreamIsComparedWithAWholeReply() {
        one.nowAnswering(streamOf("Hello, ", "you"));
        HttpResponse<String> answer = router.stream("streamed");
        assertThat(answer.body()).contains("[DONE]");
        awaitCalls("streamed", "ok", 1);
        assertThat(shadow("streamed").at("/sameText/mean").asDouble()).isEqualTo(1);
        assertThat(two.last().body()).contains("\"stream\":false").doesNotContain("stream_options");
    }

    @Test
    void callersOfOtherDialectsHaveShadowsAsWell() {
        one.nowAnswering(streamOf("Hello, ", "you"));
        router.post(
                "/messages",
                "{\"model\":\"translated\",\"max_tokens\":10,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        awaitCalls("translated", "ok", 1);
        assertThat(shadow("translated").at("/sameText/mean").asDouble()).isEqualTo(1);
    }

    @Test
    void jsonIsTheSameWhateverItsSpaces() {
        one.nowAnswering(completion("{\\\"a\\\":1,\\\"b\\\":2}"));
        two.nowAnswering(completion("{ \\\"b\\\": 2, \\\"a\\\": 1 }"));
        router.ask("json");
        awaitCalls("json", "ok", 1);
        assertThat(shadow("json").at("/sameText/mean").asDouble()).isZero();
        assertThat(shadow("json").at("/sameJson/mean").asDouble()).isEqualTo(1);
    }

    @Test
    void repliesAreComparedByWhatTheyMean() {
        one.nowAnswering(completion("The capital of France is Paris."));
        two.nowAnswering(completion("Paris is the capital city of France."));
        router.ask("alike");
        awaitCalls("alike", "ok", 1);
        assertThat(shadow("alike").at("/similarity/mean").asDouble()).isBetween(0.8, 1.0);
    }

    @Test
    void aShadowThatHangsOrFailsHarmsNobody() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        two.nowAnswering(hangsUntil(end), error(404, "broken"), completion("Hello, you"));
        for (int call = 0; call < 3; call++) {
            HttpResponse<String> answer = router.ask("harmless");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-llm-attempts")).contains("1");
        }
        awaitCalls("harmless", "upstream_not_found", 1);
        awaitCalls("harmless", "ok", 1);
        assertThat(router.inFlight("other")).as("one still hangs").isEqualTo(1);
        end.complete(null);
        awaitCalls("harmless", "ok", 2);
    }

    @Test
    void aCallerThatIsGoneStopsNoShadow() {
        CompletableFuture<Void> isGone = new CompletableFuture<>();
        two.nowAnswering(hangsUntil(isGone));
        try (RawClient client = RawClient.to(router.port())) {
            String asked = "{\"model\":\"left\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
            assertThat(client.send(RawClient.post(asked)).answer().status()).isEqualTo(200);
            await().until(() -> two.open() == 1);
        }
        isGone.complete(null);
        awaitCalls("left", "ok", 1);
        assertThat(two.aborted()).isZero();
    }

    private static FakeOpenAi.Answer hangsUntil(CompletableFuture<Void> end) {
        return (request, body) -> {
            Context loop = Vertx.currentContext();
            var unused = end.thenRun(
                    () -> loop.runOnContext(now -> completion("Hello, you").to(request, body)));
        };
    }

    @Test
    void onlySoManyGoOnAtOneTime() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        two.nowAnswering(hangsUntil(end));
        router.ask("single");
        await().until(() -> two.open() == 1);
        router.ask("single");
        awaitCalls("single", "busy", 1);
        assertThat(two.received()).hasSize(1);
        end.complete(null);
        awaitCalls("single", "ok", 1);
    }

    @Test
    void aRouterThatStopsDoesNotWaitForShadows() {
        try (FakeOpenAi hanging = answering(hang())) {
            TestRouter own = TestRouter.with(CONFIG.formatted(one.baseUrl(), hanging.baseUrl()));
            own.ask("single");
            await().until(() -> hanging.open() == 1);
            Instant before = Instant.now();
            own.close();
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(15));
            await().until(() -> hanging.aborted() == 1);
        }
    }

    @Test
    void itEndsWithItsBudget() {
        router.ask("frugal");
        awaitCalls("frugal", "ok", 1);
        router.ask("frugal");
        awaitCalls("frugal", "ok", 2);
        router.ask("frugal");
        awaitCalls("frugal", "over_budget", 1);
        assertThat(two.received()).hasSize(2);
        assertThat(shadow("frugal").path("spentUsd").asDouble()).isCloseTo(1.4, within(1e-9));
    }

    @Test
    void whatTheSelectionKeepsFromATargetIsKeptFromItHereToo() {
        String prompt = "many words ".repeat(50);
        assertThat(router.chat("{\"model\":\"narrow\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt
                                + "\"}]}")
                        .statusCode())
                .isEqualTo(200);
        awaitCalls("narrow", "context_length_exceeded", 1);
        assertThat(two.received()).isEmpty();
    }

    @Test
    void whereTheCallFailsThereIsNothingToCompareSoNobodyElseIsAsked() {
        one.nowAnswering(error(400, "no"));
        router.ask("failing");
        one.nowAnswering(completion("Hello, you"));
        router.ask("failing");
        awaitCalls("failing", "ok", 1);
        assertThat(two.received()).hasSize(1);
    }

    @Test
    void aShadowHasNone() {
        router.ask("itself");
        awaitCalls("itself", "ok", 1);
        router.ask("plain");
        await().untilAsserted(() -> assertThat(router.metrics()).contains("llm_calls_total{model=\"plain\""));
        assertThat(one.received()).hasSize(3);
        assertThat(two.received()).isEmpty();
    }

    @Test
    void onlyItsShareOfTheCallsIsAskedAgain() {
        int calls = 100;
        for (int call = 0; call < calls; call++) {
            router.ask("seldom");
        }
        await().untilAsserted(() -> {
            JsonNode seen = shadow("seldom").path("calls");
            int followed = seen.path("ok").asInt() + seen.path("busy").asInt();
            assertThat(List.of(followed)).as(seen.toString()).allMatch(number -> number > 10 && number < 45);
        });
    }
}
