package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.cutAfter;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.heldStream;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FakeOpenAi.Answer;
import dev.llmrouter.fixture.RawClient;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private final FakeOpenAi first = answering(completion("first"));
    private final FakeOpenAi second = answering(completion("second"));
    private final TestRouter router = TestRouter.with(
            """
        retries: { count: 0 }
        overload: { queue: 0 }
        providers:
          one: { type: openai, baseUrl: "%s" }
          two: { type: openai, baseUrl: "%s" }
        targets:
          a: { provider: one, model: m1, breaker: { openFor: 10m, ramp: 10m } }
          b: { provider: two, model: m2 }
          narrow: { provider: one, model: m3, concurrentRequests: 1, breaker: { openFor: 10m } }
          brief: { provider: one, model: m4, breaker: { openFor: 300ms } }
          slow: { provider: one, model: m5, breaker: { slowCall: 20ms, slowCallRate: 60, minimumCalls: 5, openFor: 10m } }
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

    private CircuitBreaker circuit(String target) {
        return router.camel().getRegistry().lookupByNameAndType("circuit-" + target, CircuitBreaker.class);
    }

    private CircuitBreaker halfOpen(String target) {
        CircuitBreaker circuit = circuit(target);
        circuit.transitionToOpenState();
        circuit.transitionToHalfOpenState();
        return circuit;
    }

    private void fails(String model, Answer answer, int status) {
        first.nowAnswering(answer);
        assertThat(router.ask(model).statusCode()).isEqualTo(status);
    }

    @Test
    void aTargetThatFailsAgainAndAgainIsAskedNoMore() {
        first.nowAnswering(error(500, "oops"));
        for (int i = 0; i < 25; i++) {
            assertThat(router.ask("both").body()).contains("second");
        }
        assertThat(first.received()).hasSize(20);
        assertThat(router.metrics())
                .contains("llm_circuit_open{target=\"a\"} 1.0")
                .contains("llm_circuit_open{target=\"b\"} 0.0");
        assertThat(router.ask("a").statusCode()).isEqualTo(503);
        assertThat(first.received()).hasSize(20);
    }

    @Test
    void whatSaysNothingOfItsHealthGivesItsTrialBack() throws Exception {
        CircuitBreaker circuit = halfOpen("narrow");
        fails("narrow", error(429, "slow down", "Retry-After", "0"), 429);
        fails("narrow", error(400, "no such parameter"), 400);
        fails("narrow", error(400, "maximum context length is 10 tokens"), 400);
        fails("narrow", error(404, "no such model"), 404);
        first.nowAnswering(hang());
        try (RawClient client = RawClient.to(router.port())) {
            client.send(RawClient.post("{\"model\":\"narrow\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"));
            await().until(() -> first.open() == 1);
            assertThat(router.ask("narrow").body()).as("as many as it may have").contains("target_busy");
        }
        await().until(() -> router.inFlight("narrow") == 0);
        assertThat(circuit.getState()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
        first.nowAnswering(completion("well again"));
        for (int i = 0; i < 3; i++) {
            assertThat(router.ask("narrow").body()).contains("well again");
        }
        assertThat(circuit.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    @Test
    void aKeyThatIsRefusedGivesItsTrialBackToo() {
        System.setProperty("breaker-test.key", "sk-one-of-two");
        try (TestRouter keyed = TestRouter.with(
                """
            providers:
              one: { type: openai, baseUrl: "%s", apiKeys: [ "{{sys:breaker-test.key}}", "{{sys:breaker-test.key}}x", "{{sys:breaker-test.key}}y" ] }
            targets:
              a: { provider: one, model: m1 }
            """
                        .formatted(first.baseUrl()))) {
            CircuitBreaker circuit = keyed.camel().getRegistry().lookupByNameAndType("circuit-a", CircuitBreaker.class);
            circuit.transitionToOpenState();
            circuit.transitionToHalfOpenState();
            first.nowAnswering(error(401, "no"), error(429, "slow", "Retry-After", "0"), completion("well again"));
            assertThat(keyed.ask("a").body()).contains("well again");
            assertThat(keyed.ask("a").body()).contains("well again");
            assertThat(keyed.ask("a").body()).contains("well again");
            assertThat(circuit.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
            assertThat(first.received()).hasSize(5);
        } finally {
            System.clearProperty("breaker-test.key");
        }
    }

    @Test
    void onlyCallersTryATargetAgain() {
        first.nowAnswering(error(500, "oops"));
        for (int i = 0; i < 20; i++) {
            router.ask("brief");
        }
        CircuitBreaker circuit = circuit("brief");
        await().until(() -> circuit.getState() == CircuitBreaker.State.HALF_OPEN);
        assertThat(first.received()).as("nobody else has").hasSize(20);
        first.nowAnswering(completion("well again"));
        for (int i = 0; i < 3; i++) {
            assertThat(router.ask("brief").body()).contains("well again");
        }
        assertThat(circuit.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
        assertThat(first.received()).hasSize(23);
    }

    @Test
    void whoHasRecoveredGetsATenthOfItsCallsAtFirst() {
        CircuitBreaker circuit = halfOpen("a");
        for (int i = 0; i < 3; i++) {
            assertThat(router.ask("both").body()).contains("first");
        }
        assertThat(circuit.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
        int before = first.received().size();
        for (int i = 0; i < 200; i++) {
            assertThat(router.ask("both").statusCode()).isEqualTo(200);
        }
        assertThat(first.received().size() - before).isBetween(5, 45);
        assertThat(router.metrics()).contains("llm_circuit_share{target=\"a\"} 0.1");
        assertThat(router.ask("a").body()).as("there is no other").contains("first");
    }

    @Test
    void whoIsSparedAnswersWhereTheOthersFail() {
        halfOpen("a");
        for (int i = 0; i < 3; i++) {
            router.ask("both");
        }
        second.nowAnswering(error(500, "oops"));
        for (int i = 0; i < 8; i++) {
            assertThat(router.ask("both").body()).contains("first");
        }
    }

    @Test
    void aTargetThatAnswersTooSlowlyIsGivenARest() {
        for (int i = 0; i < 5; i++) {
            CompletableFuture<Void> late = new CompletableFuture<>();
            first.nowAnswering((request, body) -> {
                var unused = late.thenRun(() -> completion("late").to(request, body));
            });
            CompletableFuture<HttpResponse<String>> reply = CompletableFuture.supplyAsync(() -> router.ask("slow"));
            long begin = System.nanoTime();
            int asked = i + 1;
            await().until(() -> first.received().size() == asked
                    && System.nanoTime() - begin > Duration.ofMillis(60).toNanos());
            late.complete(null);
            assertThat(reply.join().body()).contains("late");
        }
        assertThat(circuit("slow").getState()).isEqualTo(CircuitBreaker.State.OPEN);
        assertThat(circuit("slow").getMetrics().getNumberOfFailedCalls()).isZero();
    }

    @Test
    void aStreamThatBreaksOffCountsAgainstItsTarget() {
        first.nowAnswering(cutAfter(chunk("half ")));
        CircuitBreaker circuit = circuit("a");
        for (int i = 1; i <= 3; i++) {
            assertThat(router.stream("a").body()).contains("half ").contains("upstream_cut");
            int broken = i;
            await().until(() -> circuit.getMetrics().getNumberOfFailedCalls() == broken);
        }
        first.nowAnswering(streamOf("whole"));
        router.stream("a");
        assertThat(circuit.getMetrics().getNumberOfFailedCalls()).isEqualTo(3);
    }

    @Test
    void aCallerWhoLeavesAStreamIsNoFailureOfItsTarget() {
        CompletableFuture<Void> never = new CompletableFuture<>();
        first.nowAnswering(heldStream(chunk("begun"), never, chunk("ended")));
        try (RawClient client = RawClient.to(router.port())
                .send(RawClient.post(
                        "{\"model\":\"a\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"))) {
            client.readUntil("begun");
        }
        await().until(() -> router.inFlight("a") == 0);
        assertThat(circuit("a").getMetrics().getNumberOfFailedCalls()).isZero();
        assertThat(circuit("a").getMetrics().getNumberOfSuccessfulCalls()).isEqualTo(1);
    }
}
