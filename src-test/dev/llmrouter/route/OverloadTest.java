package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FakeOpenAi.Answer;
import dev.llmrouter.fixture.RawClient;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OverloadTest {

    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private final FakeOpenAi up = answering(held(held));
    private final Queue<Runnable> heldElsewhere = new ConcurrentLinkedQueue<>();
    private final FakeOpenAi elsewhere = answering(held(heldElsewhere));
    private @Nullable TestRouter started;

    @AfterEach
    void stop() {
        // first, since the router waits for calls that are going on
        up.nowAnswering(completion("late"));
        elsewhere.nowAnswering(completion("late"));
        held.forEach(Runnable::run);
        heldElsewhere.forEach(Runnable::run);
        router().close();
        up.close();
        elsewhere.close();
    }

    private TestRouter router(String overload) {
        return TestRouter.with(
                """
            overload: { %s }
            providers:
              one: { type: openai, baseUrl: "%s" }
              two: { type: openai, baseUrl: "%s" }
            targets:
              a: { provider: one, model: m1, concurrentRequests: 1 }
              b: { provider: two, model: m2, concurrentRequests: 1 }
              wide: { provider: one, model: m3 }
            models:
              both: { of: [ a, b ] }
              race: { policy: scatter, of: [ a, b ], gather: fastest }
            """
                        .formatted(overload, up.baseUrl(), elsewhere.baseUrl()));
    }

    private void start(String overload) {
        started = router(overload);
    }

    private TestRouter router() {
        if (started == null) {
            start("maxWait: 5s");
        }
        return Objects.requireNonNull(started);
    }

    /** Answers when it is told to, and not before. */
    private static Answer held(Queue<Runnable> held) {
        return (request, asked) -> {
            Context loop = Vertx.currentContext();
            held.add(() -> loop.runOnContext(now -> completion("done").to(request, asked)));
        };
    }

    private static void letGo(Queue<Runnable> held) {
        await().until(() -> !held.isEmpty());
        held.remove().run();
    }

    private static String question(String model, String content) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]}";
    }

    private CompletableFuture<HttpResponse<String>> ask(String model, String content, String... headers) {
        return router().startChat(question(model, content), headers);
    }

    /** Asks, and returns once that many calls wait. */
    private CompletableFuture<HttpResponse<String>> askAsNumber(
            int waiting, String model, String content, String... headers) {
        CompletableFuture<HttpResponse<String>> asked = ask(model, content, headers);
        awaitWaiting(waiting);
        return asked;
    }

    private void queue(int waiting, String model, String content, String... headers) {
        var unused = askAsNumber(waiting, model, content, headers);
    }

    private void awaitWaiting(int calls) {
        await().pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(router().metrics()).contains("\nllm_queue_waiting " + calls + ".0\n"));
    }

    private void occupy(String model) {
        var unused = ask(model, "first");
        await().until(() -> !held.isEmpty());
    }

    private static HttpResponse<String> answered(CompletableFuture<HttpResponse<String>> asked, int status) {
        HttpResponse<String> response = asked.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return response;
    }

    private static int retryAfter(HttpResponse<String> refused) {
        return Integer.parseInt(refused.headers().firstValue("retry-after").orElseThrow());
    }

    private List<String> contents() {
        return up.received().stream()
                .map(received -> received.body().replaceAll(".*\"content\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    @Test
    void aCallThatFindsNoPlaceWaitsForOneAndIsToldForHowLong() {
        occupy("a");
        CompletableFuture<HttpResponse<String>> second = askAsNumber(1, "a", "second");
        letGo(held);
        letGo(held);
        HttpResponse<String> response = answered(second, 200);
        assertThat(response.headers().firstValue("x-llm-queued-ms")).isPresent();
        assertThat(response.headers().firstValue("x-llm-attempts")).hasValue("1");
        awaitWaiting(0);
        assertThat(router().metrics()).contains("llm_queue_wait_seconds_count{priority=\"normal\"} 1");
    }

    @Test
    void aCallThatFindsAPlaceSaysNothingOfIt() {
        CompletableFuture<HttpResponse<String>> first = ask("a", "first");
        letGo(held);
        assertThat(answered(first, 200).headers().firstValue("x-llm-queued-ms")).isEmpty();
    }

    @Test
    void whoeverMattersMoreGoesFirstAndAmongEqualsWhoCameFirst() {
        occupy("a");
        queue(1, "a", "batch", "x-llm-priority", "batch");
        queue(2, "a", "normal 1");
        queue(3, "a", "normal 2");
        queue(4, "a", "interactive", "x-llm-priority", "interactive");
        for (int i = 0; i < 5; i++) {
            letGo(held);
        }
        await().untilAsserted(() ->
                assertThat(contents()).containsExactly("first", "interactive", "normal 1", "normal 2", "batch"));
    }

    @Test
    void whoHasWaitedForLongGoesBeforeWhoMattersMore() {
        start("ageing: 1ms");
        occupy("a");
        queue(1, "a", "batch", "x-llm-priority", "batch");
        queue(2, "a", "interactive", "x-llm-priority", "interactive");
        for (int i = 0; i < 3; i++) {
            letGo(held);
        }
        await().untilAsserted(() -> assertThat(contents()).containsExactly("first", "batch", "interactive"));
    }

    @Test
    void itGoesToWhicheverOfItsTargetsIsFreeFirst() {
        occupy("a");
        var unused = ask("both", "goes to b");
        await().until(() -> !heldElsewhere.isEmpty());
        CompletableFuture<HttpResponse<String>> third = askAsNumber(1, "both", "third");
        letGo(heldElsewhere);
        letGo(heldElsewhere);
        HttpResponse<String> response = answered(third, 200);
        assertThat(response.headers().firstValue("x-llm-target")).hasValue("b");
        assertThat(response.headers().firstValue("x-llm-attempts")).hasValue("1");
    }

    @Test
    void whoWaitsForAnotherTargetKeepsNobodyUp() {
        occupy("a");
        queue(1, "a", "second", "x-llm-priority", "high");
        CompletableFuture<HttpResponse<String>> other = ask("b", "low", "x-llm-priority", "low");
        letGo(heldElsewhere);
        assertThat(answered(other, 200).headers().firstValue("x-llm-queued-ms")).isEmpty();
    }

    @Test
    void whoHasWaitedForTooLongIsRefused() {
        start("maxWait: 50ms");
        occupy("a");
        HttpResponse<String> refused = answered(ask("a", "second"), 429);
        assertThat(refused.body()).contains("\"code\":\"overloaded\"");
        assertThat(retryAfter(refused)).isPositive();
        assertThat(Integer.parseInt(
                        refused.headers().firstValue("x-llm-queued-ms").orElseThrow()))
                .isGreaterThanOrEqualTo(50);
        await().untilAsserted(() -> assertThat(router().metrics())
                .contains("llm_shed_total{priority=\"normal\",reason=\"late\"} 1.0")
                .contains("outcome=\"overloaded\""));
        assertThat(up.received()).hasSize(1);
    }

    @Test
    void whoHasADeadlineWaitsNoLonger() {
        occupy("a");
        HttpResponse<String> late = answered(ask("a", "second", "x-llm-deadline-ms", "50"), 504);
        assertThat(late.body()).contains("deadline_exceeded");
        awaitWaiting(0);
        assertThat(up.received()).hasSize(1);
    }

    @Test
    void theFullQueueRefusesWhoMattersLeast() {
        start("queue: 2");
        occupy("a");
        CompletableFuture<HttpResponse<String>> batch = askAsNumber(1, "a", "batch", "x-llm-priority", "low");
        queue(2, "a", "normal");
        HttpResponse<String> refused = answered(ask("a", "batch 2", "x-llm-priority", "low"), 429);
        assertThat(refused.body()).contains("\"code\":\"overloaded\"");
        assertThat(retryAfter(refused)).isPositive();
        assertThat(batch).isNotDone();
        var unused = ask("a", "interactive", "x-llm-priority", "high");
        answered(batch, 429);
        awaitWaiting(2);
        assertThat(router().metrics()).contains("llm_shed_total{priority=\"low\",reason=\"full\"} 2.0");
    }

    @Test
    void whereThereIsNoQueueABusyTargetRefusesAtOnce() {
        start("queue: 0");
        occupy("a");
        assertThat(answered(ask("a", "second"), 429).body()).contains("target_busy");
    }

    @Test
    void aCallerThatLeavesLeavesTheQueue() {
        occupy("a");
        try (RawClient leaving = RawClient.to(router().port())) {
            leaving.send(RawClient.post(question("a", "leaves"), "x-llm-priority: high"));
            awaitWaiting(1);
        }
        awaitWaiting(0);
        CompletableFuture<HttpResponse<String>> other = askAsNumber(1, "a", "stays");
        letGo(held);
        letGo(held);
        answered(other, 200);
        assertThat(contents()).containsExactly("first", "stays");
        await().untilAsserted(() -> assertThat(router().inFlight("a")).isZero());
    }

    @Test
    void theRestOfATargetIsWaitedForWhereItIsShort() {
        up.nowAnswering(error(429, "slow down", "Retry-After", "1"), completion("now"));
        HttpResponse<String> response = answered(ask("a", "first"), 200);
        assertThat(response.body()).contains("now");
        assertThat(response.headers().firstValue("x-llm-queued-ms")).isPresent();
    }

    @Test
    void whoWaitsHoldsNoThread() {
        start("maxWait: 60s");
        occupy("a");
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            waiting.add(ask("a", "one of many"));
        }
        awaitWaiting(300);
        up.nowAnswering(completion("quick"));
        letGo(held);
        waiting.forEach(each -> answered(each, 200));
        awaitWaiting(0);
    }

    @Test
    void severalAtOnceWaitUntilOneOfThemHasAPlace() {
        occupy("a");
        var unused = ask("b", "first there");
        await().until(() -> !heldElsewhere.isEmpty());
        CompletableFuture<HttpResponse<String>> several = askAsNumber(1, "race", "several");
        letGo(heldElsewhere);
        letGo(heldElsewhere);
        HttpResponse<String> response = answered(several, 200);
        assertThat(response.headers().firstValue("x-llm-target")).hasValue("b");
        letGo(held);
        await().untilAsserted(() -> {
            assertThat(router().inFlight("a")).isZero();
            assertThat(router().inFlight("b")).isZero();
        });
    }

    @Test
    void whoWaitsForATargetThatTakesALongRestIsToldAtOnce() {
        Queue<Runnable> refusals = new ConcurrentLinkedQueue<>();
        up.nowAnswering((request, asked) -> {
            Context loop = Vertx.currentContext();
            refusals.add(() -> loop.runOnContext(
                    now -> error(429, "slow down", "Retry-After", "60").to(request, asked)));
        });
        var unused = ask("a", "first");
        await().until(() -> !refusals.isEmpty());
        CompletableFuture<HttpResponse<String>> second = askAsNumber(1, "a", "second");
        letGo(refusals);
        HttpResponse<String> refused = answered(second, 429);
        assertThat(refused.body()).contains("rate_limit_exceeded");
        assertThat(retryAfter(refused)).isBetween(55, 60);
        assertThat(up.received()).hasSize(1);
    }

    @Test
    void theRouterItselfMayHaveALimitThatHoldsForAllTargets() {
        start("concurrentRequests: 1");
        occupy("wide");
        CompletableFuture<HttpResponse<String>> batch = askAsNumber(1, "b", "batch", "x-llm-priority", "low");
        CompletableFuture<HttpResponse<String>> second = askAsNumber(2, "wide", "second");
        assertThat(heldElsewhere).isEmpty();
        letGo(held);
        letGo(held);
        answered(second, 200);
        letGo(heldElsewhere);
        answered(batch, 200);
        awaitWaiting(0);
    }

    @Test
    void explainingWaitsForNobody() {
        occupy("a");
        HttpResponse<String> explained = router().post("/route/explain", question("a", "second"));
        assertThat(explained.statusCode()).isEqualTo(200);
        assertThat(explained.body()).contains("\"target\":\"a\"");
    }

    @Test
    void aCamelRouteThatCallsWaitsAsWell() {
        occupy("a");
        try (ProducerTemplate camel = router().camel().createProducerTemplate()) {
            CompletableFuture<Object> asked = camel.asyncRequestBody("direct:chat", question("a", "second"));
            awaitWaiting(1);
            letGo(held);
            letGo(held);
            assertThat(asked.orTimeout(10, TimeUnit.SECONDS).join()).isNotNull();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
