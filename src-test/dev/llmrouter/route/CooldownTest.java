package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CooldownTest {

    private static final String QUESTION =
            """
            {"model":"both","messages":[{"role":"user","content":"Hello"}]}""";

    private final FakeOpenAi first = answering(completion("first"));
    private final FakeOpenAi second = answering(completion("second"));
    private final TestRouter router = TestRouter.with(
            """
        providers:
          one: { type: openai, baseUrl: "%s" }
          two: { type: openai, baseUrl: "%s" }
        targets:
          a: { provider: one, model: m1 }
          b: { provider: two, model: m2 }
        models:
          both: { of: [ a, b ] }
        """
                    .formatted(first.baseUrl(), second.baseUrl()));

    @AfterEach
    void stop() {
        router.close();
        first.close();
        second.close();
    }

    @Test
    void whoSaysRetryAfterIsNotAskedAgainBefore() {
        first.nowAnswering(error(429, "slow down", "Retry-After", "60"));
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> reply = router.ask("both");
            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.body()).contains("second");
        }
        assertThat(first.received()).hasSize(1);
        assertThat(router.post("/route/explain", QUESTION).body()).contains("cooldown_ms");
    }

    @Test
    void whoOnlySaysWhenItsLimitIsBackIsNotAskedBefore() {
        first.nowAnswering(
                error(429, "slow down", "x-ratelimit-remaining-tokens", "0", "x-ratelimit-reset-tokens", "30s"));
        for (int i = 0; i < 3; i++) {
            assertThat(router.ask("both").body()).contains("second");
        }
        assertThat(first.received()).hasSize(1);
        assertThat(router.post("/route/explain", QUESTION).body()).containsPattern("\"cooldown_ms\":2\\d{4}");
    }

    @Test
    void streamsGoElsewhereToo() {
        first.nowAnswering(error(429, "slow down", "Retry-After", "60"));
        second.nowAnswering(streamOf("second"));
        assertThat(router.stream("both").body()).contains("second", "[DONE]");
        assertThat(router.stream("both").body()).contains("second", "[DONE]");
        assertThat(first.received()).hasSize(1);
    }

    @Test
    void itIsAskedAgainOnceItsTimeIsUp() {
        first.nowAnswering(error(429, "slow down", "Retry-After", "1"));
        assertThat(router.ask("both").body()).contains("second");
        first.nowAnswering(completion("first"));
        assertThat(router.ask("both").body()).contains("second");
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(router.ask("both").body()).contains("first"));
    }

    @Test
    void whereAllAreResting_theCallerIsToldWhenTheFirstOfThemIsBack() {
        first.nowAnswering(error(429, "slow down", "Retry-After", "90"));
        second.nowAnswering(error(429, "slow down", "Retry-After", "40"));
        assertSoonest(router.ask("both"));
        HttpResponse<String> again = router.ask("both");
        assertSoonest(again);
        assertThat(again.body()).contains("rate_limit_exceeded");
        assertThat(first.received()).hasSize(1);
        assertThat(second.received()).hasSize(1);
    }

    private static void assertSoonest(HttpResponse<String> refused) {
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.headers().firstValue("retry-after").orElseThrow()))
                .isBetween(35, 40);
    }

    @Test
    void oneThatDoesNotSayForHowLongRestsForAMoment() {
        first.nowAnswering(error(429, "slow down"));
        assertThat(router.ask("both").body()).contains("second");
        first.nowAnswering(completion("first"));
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(router.ask("both").body()).contains("first"));
    }
}
