package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.net.http.HttpResponse;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every reply of the fixture uses 10 tokens. */
class ThrottleTest {

    private final FakeOpenAi first = answering(completion("first"));
    private final FakeOpenAi second = answering(completion("second"));
    private @Nullable TestRouter started;

    private TestRouter router(String limits) {
        return TestRouter.with(
                """
            providers:
              one: { type: openai, baseUrl: "%s" }
              two: { type: openai, baseUrl: "%s" }
            targets:
              a: { provider: one, model: m1%s }
              b: { provider: two, model: m2 }
            models:
              both: { of: [ a, b ] }
            """
                        .formatted(first.baseUrl(), second.baseUrl(), limits));
    }

    private void limit(String limits) {
        started = router(limits);
    }

    private TestRouter router() {
        if (started == null) {
            limit("");
        }
        return Objects.requireNonNull(started);
    }

    @AfterEach
    void stop() {
        router().close();
        first.close();
        second.close();
    }

    private static String question(String model, int maxTokens) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":" + maxTokens
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    private String target(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.headers().firstValue("x-llm-target").orElseThrow();
    }

    @Test
    void whoHasHadItsRequestsOfTheMinuteIsAskedNoMoreAndRankedLast() {
        limit(", requestsPerMinute: 2");
        assertThat(target(router().ask("both"))).isEqualTo("a");
        assertThat(target(router().ask("both"))).isEqualTo("a");
        HttpResponse<String> third = router().ask("both");
        assertThat(target(third)).isEqualTo("b");
        assertThat(third.headers().firstValue("x-llm-attempts")).hasValue("1");
        assertThat(router().metrics()).doesNotContain("target_busy");
        assertThat(first.received()).hasSize(2);
    }

    @Test
    void whereItIsAloneTheCallerIsToldWhenToComeBack() {
        limit(", requestsPerMinute: 2");
        router().ask("a");
        router().ask("a");
        HttpResponse<String> refused = router().ask("a");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("target_busy");
        assertThat(Integer.parseInt(refused.headers().firstValue("retry-after").orElseThrow()))
                .isBetween(25, 30);
        assertThat(circuit().getMetrics().getNumberOfFailedCalls()).isZero();
        assertThat(circuit().getMetrics().getNumberOfBufferedCalls()).isEqualTo(2);
    }

    private CircuitBreaker circuit() {
        return router().camel().getRegistry().lookupByNameAndType("circuit-a", CircuitBreaker.class);
    }

    @Test
    void whereItWillSoonBeAllowedTheCallWaits() {
        limit(", requestsPerMinute: 60");
        for (int i = 0; i < 60; i++) {
            assertThat(target(router().ask("a"))).isEqualTo("a");
        }
        HttpResponse<String> next = router().ask("a");
        assertThat(target(next)).isEqualTo("a");
        // however slow the machine is: what came in meanwhile is not more than one in a second
        assertThat(first.received()).hasSize(61);
    }

    @Test
    void callsInFlightCountWithWhatTheyAreExpectedToUse() {
        limit(", tokensPerMinute: 200");
        Queue<Runnable> held = new ConcurrentLinkedQueue<>();
        first.nowAnswering((request, asked) -> {
            Context loop = Vertx.currentContext();
            held.add(() -> loop.runOnContext(now -> completion("first").to(request, asked)));
        });
        CompletableFuture<HttpResponse<String>> inFlight = router().startChat(question("both", 150));
        await().until(() -> !held.isEmpty());
        assertThat(target(router().chat(question("both", 150)))).isEqualTo("b");
        held.remove().run();
        assertThat(target(inFlight.orTimeout(10, TimeUnit.SECONDS).join())).isEqualTo("a");
        first.nowAnswering(completion("first"));
        await().untilAsserted(() ->
                assertThat(target(router().chat(question("both", 150)))).isEqualTo("a"));
    }

    @Test
    void whatItReallyUsedCounts() {
        limit(", tokensPerMinute: 30");
        assertThat(target(router().chat(question("both", 1)))).isEqualTo("a");
        assertThat(target(router().chat(question("both", 1)))).isEqualTo("a");
        assertThat(target(router().chat(question("both", 15)))).isEqualTo("b");
    }

    @Test
    void whatAStreamDidNotUseIsThereOnceItsCallerHasSeenItsEnd() {
        limit(", tokensPerMinute: 90");
        first.nowAnswering(streamOf("one ", "two"));
        String question = question("a", 45).replace("{\"model\"", "{\"stream\":true,\"model\"");
        assertThat(router().chat(question).body()).contains("[DONE]");
        // of 90 it took more than 60, and used 10
        assertThat(router().chat(question).body()).contains("[DONE]");
    }

    @Test
    void aFailureUsesNoTokens() {
        limit(", tokensPerMinute: 60");
        first.nowAnswering(error(400, "no"), error(400, "no"), completion("first"));
        for (int i = 0; i < 2; i++) {
            assertThat(router().chat(question("a", 45)).statusCode()).isEqualTo(400);
        }
        assertThat(target(router().chat(question("a", 45)))).isEqualTo("a");
        assertThat(first.received()).hasSize(3);
    }
}
