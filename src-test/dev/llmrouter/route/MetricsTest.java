package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.cutAfter;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private final FakeOpenAi first = answering(completion("first"));
    private final FakeOpenAi second = answering(completion("second"));
    private final TestRouter router = TestRouter.with(
            """
        overload: { queue: 0 }
        providers:
          one: { type: openai, baseUrl: "%s" }
          two: { type: openai, baseUrl: "%s" }
        targets:
          a: { provider: one, model: m1, price: { input: 2, cachedInput: 0.5, output: 8 }, concurrentRequests: 1,
               timeouts: { total: 2s } }
          b: { provider: two, model: m2, breaker: { window: 2, minimumCalls: 2, openFor: 1h } }
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

    /** The value of a meter with these labels, in any order; NaN where there is none. */
    private double meter(String name, String... labels) {
        return router.metrics()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }

    /** A call is settled behind its last byte. */
    private void awaitMeter(double value, String name, String... labels) {
        await().untilAsserted(() ->
                assertThat(meter(name, labels)).as(router.metrics()).isEqualTo(value));
    }

    @Test
    void countsACallWithItsTokensItsCostAndItsTime() {
        router.ask("both");
        awaitMeter(1, "llm_calls_total", "model=\"both\"", "outcome=\"ok\"", "stream=\"false\"");
        awaitMeter(1, "llm_attempts_total", "target=\"a\"", "outcome=\"ok\"");
        awaitMeter(7, "llm_tokens_total", "target=\"a\"", "kind=\"input\"");
        awaitMeter(3, "llm_tokens_total", "target=\"a\"", "kind=\"output\"");
        awaitMeter((7 * 2 + 3 * 8) / 1e6, "llm_cost_usd_total", "target=\"a\"");
        awaitMeter(1, "llm_call_duration_seconds_count", "model=\"both\"");
        awaitMeter(1, "llm_time_to_reply_seconds_count", "target=\"a\"");
        assertThat(meter("llm_call_duration_seconds_sum", "model=\"both\"")).isPositive();
    }

    @Test
    void countsAStreamWithItsFirstTokenAndWhatItsProviderHadCached() {
        first.nowAnswering(streamOf("How ", "are you?"));
        router.stream("both");
        awaitMeter(1, "llm_calls_total", "model=\"both\"", "outcome=\"ok\"", "stream=\"true\"");
        awaitMeter(1, "llm_time_to_first_token_seconds_count", "target=\"a\"");
        awaitMeter(2, "llm_tokens_total", "target=\"a\"", "kind=\"cached\"");
        awaitMeter((5 * 2 + 2 * 0.5 + 3 * 8) / 1e6, "llm_cost_usd_total", "target=\"a\"");
    }

    @Test
    void countsFailuresByTheirClass() {
        first.nowAnswering(error(429, "slow down"));
        router.ask("both");
        awaitMeter(1, "llm_attempts_total", "target=\"a\"", "outcome=\"rate_limit_exceeded\"");
        awaitMeter(1, "llm_attempts_total", "target=\"b\"", "outcome=\"ok\"");
        awaitMeter(1, "llm_calls_total", "model=\"both\"", "outcome=\"ok\"");
        first.nowAnswering(error(500, "oops"));
        second.nowAnswering(error(500, "oops"));
        router.ask("both");
        awaitMeter(1, "llm_calls_total", "model=\"both\"", "outcome=\"upstream_error\"");
    }

    @Test
    void aStreamThatBreaksOffIsNoSuccess() {
        first.nowAnswering(cutAfter(role(), chunk("half")));
        router.stream("both");
        awaitMeter(1, "llm_calls_total", "model=\"both\"", "outcome=\"upstream_cut\"");
        assertThat(meter("llm_calls_total", "outcome=\"ok\"")).isNaN();
    }

    @Test
    void tokensThatTheProviderDidNotCountAreEstimatedAndMarked() {
        first.nowAnswering(
                FakeOpenAi.stream(role(), chunk("one two three four"), FakeOpenAi.finish(), FakeOpenAi.done()));
        router.stream("both");
        awaitMeter(1, "llm_usage_estimated_total", "target=\"a\"");
        assertThat(meter("llm_tokens_total", "target=\"a\"", "kind=\"output\"")).isPositive();
    }

    @Test
    void showsHowManyCallsATargetHasAndThatItsCircuitIsOpen() {
        awaitMeter(0, "llm_inflight", "target=\"a\"");
        first.nowAnswering(hang());
        CompletableFuture<?> waiting = CompletableFuture.supplyAsync(() -> router.ask("a"));
        awaitMeter(1, "llm_inflight", "target=\"a\"");
        router.ask("a");
        awaitMeter(1, "llm_attempts_total", "target=\"a\"", "outcome=\"target_busy\"");
        assertThat(waiting).isNotDone();
        second.nowAnswering(error(500, "oops"));
        router.ask("b");
        router.ask("b");
        awaitMeter(1, "llm_circuit_open", "target=\"b\"");
        awaitMeter(0, "llm_circuit_open", "target=\"a\"");
    }

    @Test
    void callersCannotAddLabels() {
        router.ask("both");
        router.ask("unknown-0");
        router.chat("no JSON");
        awaitMeter(1, "llm_calls_total", "model=\"unknown\"", "outcome=\"unknown_model\"");
        long before =
                router.metrics().lines().filter(line -> line.startsWith("llm_")).count();
        for (int i = 1; i <= 1000; i++) {
            router.ask("unknown-" + i);
        }
        awaitMeter(1001, "llm_calls_total", "model=\"unknown\"", "outcome=\"unknown_model\"");
        awaitMeter(1, "llm_calls_total", "model=\"unknown\"", "outcome=\"invalid_request\"");
        assertThat(router.metrics().lines().filter(line -> line.startsWith("llm_")))
                .hasSize((int) before);
        assertThat(router.metrics()).doesNotContain("unknown-");
    }

    @Test
    void tellsOfTheProcessAsWell() {
        assertThat(router.metrics()).contains("jvm_memory_used_bytes").contains("process_uptime_seconds");
    }
}
