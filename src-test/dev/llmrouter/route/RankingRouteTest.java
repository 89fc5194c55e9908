package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.cutAfter;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static dev.llmrouter.fixture.FakeOpenAi.stallAfter;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.config.ConfigException;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.RawClient;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.policy.Performance;
import dev.llmrouter.policy.TargetPerformance;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RankingRouteTest {

    private final FakeOpenAi up = answering(completion("Hi"));
    private final FakeOpenAi other = answering(completion("Hi"));
    private final TestRouter router = TestRouter.with(
            """
        providers:
          up: { type: openai, baseUrl: "%s" }
          other: { type: openai, baseUrl: "%s" }
        targets:
          a: { provider: up, model: m1, price: { input: 2, output: 8 }, breaker: { window: 100, minimumCalls: 100 } }
          b: { provider: other, model: m2, price: { input: 1, output: 4 }, breaker: { window: 100, minimumCalls: 100 } }
        models:
          turns: { policy: roundRobin, of: [ a, b ] }
          idle: { policy: leastBusy, of: [ a, b ] }
          fast: { policy: fastest, of: [ a, b ], halfLife: 5s, explore: 0, failureCosts: 30s }
          much: { policy: throughput, of: [ a, b ], explore: 0 }
          cheap: { policy: cheapest, of: [ a, b ] }
          kept: { policy: sticky, of: [ a, b ], by: session }
        """
                    .formatted(up.baseUrl(), other.baseUrl()));

    @AfterEach
    void stop() {
        router.close();
        up.close();
        other.close();
    }

    private TargetPerformance performance(String target) {
        Performance all = router.camel().getRegistry().lookupByNameAndType("performance", Performance.class);
        return all.of(Target.of(target, "any", "any"));
    }

    private static LlmRequest request(boolean stream) {
        String json =
                "{\"model\":\"a\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        return LlmRequest.of(
                OpenAiRequest.read(json.getBytes(StandardCharsets.UTF_8)), Map.of(), null, new Cancellation());
    }

    private static String target(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-llm-target").orElseThrow();
    }

    private String asked(String model) {
        return target(router.ask(model));
    }

    /** Nobody is left who takes a place or waits, though the last byte was seen before the call was settled. */
    private void awaitNothingLeft() {
        await().untilAsserted(() -> {
            for (String target : List.of("a", "b")) {
                assertThat(performance(target).inFlight()).as(target).isZero();
                assertThat(performance(target).waitedNanos(true)).as(target).isZero();
                assertThat(performance(target).waitedNanos(false)).as(target).isZero();
            }
        });
    }

    @Test
    void eachHasItsTurn() {
        List<String> asked = IntStream.range(0, 6).mapToObj(i -> asked("turns")).toList();
        assertThat(asked).containsExactly("a", "b", "a", "b", "a", "b");
    }

    @Test
    void aTargetWithAnOpenStreamIsBusy() {
        up.nowAnswering(stallAfter(role(), chunk("half")));
        try (RawClient client = RawClient.to(router.port())) {
            client.send(RawClient.post(
                    "{\"model\":\"a\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"));
            client.readUntil("half");
            Set<String> asked = new HashSet<>();
            for (int i = 0; i < 10; i++) {
                asked.add(asked("idle"));
            }
            assertThat(asked).containsExactly("b");
            assertThat(performance("a").inFlight()).isEqualTo(1);
            assertThat(performance("a").waitedNanos(true))
                    .as("its content has begun")
                    .isZero();
        }
        awaitNothingLeft();
    }

    @Test
    void whateverBecomesOfCallsNothingIsLeftBehind() {
        for (FakeOpenAi.Answer answer : List.of(
                completion("whole"),
                streamOf("a", "stream"),
                error(500, "oops"),
                error(400, "no"),
                error(429, "slow down"),
                cutAfter(role(), chunk("half")),
                FakeOpenAi.reset())) {
            up.nowAnswering(answer);
            other.nowAnswering(answer);
            router.ask("idle");
            router.stream("idle");
        }
        up.nowAnswering(hang());
        for (boolean stream : new boolean[] {true, false}) {
            int before = up.aborted();
            try (RawClient client = RawClient.to(router.port())) {
                client.send(RawClient.post("{\"model\":\"a\",\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"));
                await().until(() -> performance("a").waitedNanos(stream) > 0);
            }
            await().until(() -> up.aborted() > before);
        }
        awaitNothingLeft();
    }

    @Test
    void learnsTimesFailuresAndCachesFromWhatHappens() {
        assertThat(performance("a").nanosToAnswer(request(true))).isNaN();
        router.ask("a");
        await().untilAsserted(() ->
                assertThat(performance("a").nanosToAnswer(request(false))).isPositive());
        assertThat(performance("a").tokensPerSecond(request(false))).isPositive();
        assertThat(performance("a").nanosToAnswer(request(true))).isNaN();
        up.nowAnswering(streamOf("How ", "are you?"));
        router.stream("a");
        await().untilAsserted(() ->
                assertThat(performance("a").nanosToAnswer(request(true))).isPositive());
        assertThat(performance("a").cachedShare()).isPositive();
        assertThat(performance("a").failureShare()).isZero();
        up.nowAnswering(cutAfter(role(), chunk("half")));
        router.stream("a");
        await().untilAsserted(() -> assertThat(performance("a").failureShare()).isPositive());
        double share = performance("a").failureShare();
        up.nowAnswering(error(429, "slow down"));
        router.ask("a");
        await().untilAsserted(() -> assertThat(performance("a").failureShare()).isGreaterThan(share));
    }

    @Test
    void aRequestThatNobodyWouldAnswerIsHeldAgainstNobody() {
        up.nowAnswering(error(400, "no such parameter"));
        router.ask("a");
        up.nowAnswering(completion("Hi"));
        router.ask("a");
        await().untilAsserted(() ->
                assertThat(performance("a").nanosToAnswer(request(false))).isPositive());
        assertThat(performance("a").failureShare()).isZero();
    }

    @Test
    void aTargetThatFailsIsNotTheFastestNorTheOneWithMostTokens() {
        up.nowAnswering(error(500, "oops"));
        router.ask("a");
        router.ask("b");
        await().untilAsserted(() -> {
            assertThat(performance("a").failureShare()).isPositive();
            assertThat(performance("b").nanosToAnswer(request(false))).isPositive();
        });
        for (int i = 0; i < 5; i++) {
            assertThat(asked("fast")).isEqualTo("b");
            assertThat(asked("much")).isEqualTo("b");
        }
    }

    @Test
    void theCheaperOneAnswersWhileItCan() {
        assertThat(asked("cheap")).isEqualTo("b");
        other.nowAnswering(error(500, "oops"));
        assertThat(asked("cheap")).isEqualTo("a");
    }

    @Test
    void aSessionStaysWhereItIsInEveryDialect() {
        String chat = "{\"model\":\"kept\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"user\":\"u7\"}";
        String responses = "{\"model\":\"kept\",\"input\":\"Hello\",\"user\":\"u7\"}";
        String messages = "{\"model\":\"kept\",\"max_tokens\":9,\"metadata\":{\"user_id\":\"u7\"},"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        Set<String> asked = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            asked.add(target(router.post("/chat/completions", chat)));
            asked.add(target(router.post("/responses", responses)));
            asked.add(target(router.post("/messages", messages)));
        }
        assertThat(asked).hasSize(1);
        Set<String> others = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            others.add(target(router.post("/chat/completions", chat, "x-session-id", "s" + i)));
        }
        assertThat(others).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void optionsThatMakeNoSenseAreRefusedAtTheStart() {
        assertThatThrownBy(
                        () -> TestRouter.with(
                                """
                    providers:
                      sim: { type: simulator }
                    models:
                      kept: { policy: sticky, of: [ sim/a ], by: moon }
                      fast: { policy: fastest, of: [ sim/a ], halfLife: 0s, explore: 2 }
                    """))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("by: expected session, user, tenant, prefix or header:NAME")
                .hasMessageContaining("explore");
    }
}
