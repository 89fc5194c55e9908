package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.finish;
import static dev.llmrouter.fixture.FakeOpenAi.held;
import static dev.llmrouter.fixture.FakeOpenAi.heldStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.idempotency.RecallAnswer;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests with the key of one that is still going on. */
class RepeatsTest {

    /** More than there are threads for on Java 17. */
    private static final int MANY = 300;

    private static final String QUESTION = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String STREAMED = QUESTION.replace("{\"model\"", "{\"stream\":true,\"model\"");

    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final FakeOpenAi model = answering(completion("first"));
    private final List<TestRouter> routers = new ArrayList<>();

    @AfterEach
    void stop() {
        routers.forEach(TestRouter::close);
        model.close();
    }

    private TestRouter router(String idempotency) {
        TestRouter router = TestRouter.with(
                """
                retries: { count: 0 }
                providers:
                  up: { type: openai, baseUrl: "%s" }
                targets:
                  m: { provider: up, model: upstream-model, breaker: { window: 100, minimumCalls: 100 } }
                idempotency: %s
                """
                        .formatted(model.baseUrl(), idempotency),
                camel -> camel.bind("llm-router-clock", clock(() -> now)));
        routers.add(router);
        return router;
    }

    /** A connection takes so long that requests would come before there is a table for them. */
    @Test
    void areKnownFromTheFirstOneOnWhereTheDatabaseOpensSlowly() {
        String slow = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;INIT=CREATE ALIAS IF NOT EXISTS PAUSE"
                + " FOR 'java.lang.Thread.sleep(long)'\\\\;CALL PAUSE(900)";
        TestRouter router = TestRouter.with(
                """
                providers:
                  up: { type: openai, baseUrl: "%s" }
                targets:
                  m: { provider: up, model: upstream-model }
                store: { url: "%s", user: sa, always: true }
                """
                        .formatted(model.baseUrl(), slow));
        routers.add(router);
        assertThat(isRepeat(start(router, QUESTION).join())).isFalse();
        assertThat(isRepeat(start(router, QUESTION).join())).isTrue();
        assertThat(model.received()).hasSize(1);
    }

    private static Clock clock(InstantSource source) {
        return source.withZone(ZoneOffset.UTC);
    }

    private static CompletableFuture<HttpResponse<String>> start(TestRouter router, String question) {
        return router.startChat(question, "idempotency-key", "k1");
    }

    private static List<CompletableFuture<HttpResponse<String>>> repeats(
            TestRouter router, String question, int count) {
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(start(router, question));
        }
        await().until(() -> waiting(router) == count);
        return all;
    }

    private static int waiting(TestRouter router) {
        return Objects.requireNonNull(
                        router.camel().getRegistry().lookupByNameAndType("recallAnswer", RecallAnswer.class))
                .waiting();
    }

    private static boolean isRepeat(HttpResponse<String> response) {
        return response.headers().firstValue("idempotent-replayed").isPresent();
    }

    @Test
    void waitForItsAnswerAndHoldNoThread() {
        TestRouter router = router("{}");
        model.nowAnswering(held(end, completion("first")), completion("other"));
        var first = start(router, QUESTION);
        await().until(() -> model.open() == 1);
        var all = repeats(router, QUESTION, MANY);
        assertThat(router.ask("m").body()).as("others are not kept waiting").contains("other");
        end.complete(null);
        HttpResponse<String> answer = first.join();
        assertThat(isRepeat(answer)).isFalse();
        assertThat(all).allSatisfy(repeat -> {
            assertThat(isRepeat(repeat.join())).isTrue();
            assertThat(repeat.join().body()).isEqualTo(answer.body());
        });
        assertThat(model.received()).hasSize(2);
        assertThat(waiting(router)).isZero();
    }

    @Test
    void getAllEventsOfAStreamOnceItHasEnded() {
        TestRouter router = router("{}");
        model.nowAnswering(heldStream(chunk("Hi"), end, finish(), done()));
        var first = start(router, STREAMED);
        await().until(() -> router.inFlight("m") == 1);
        var all = repeats(router, STREAMED, 2);
        end.complete(null);
        assertThat(first.join().body()).contains("Hi", "[DONE]");
        assertThat(all).allSatisfy(repeat -> assertThat(repeat.join().body())
                .isEqualTo(first.join().body()));
        assertThat(model.received()).hasSize(1);
    }

    @Test
    void takeThePlaceOfTheOneThatFailedOneAtATime() {
        TestRouter router = router("{}");
        List<Integer> open = new ArrayList<>();
        model.nowAnswering(
                held(end, error(500, "no")),
                (request, body) -> {
                    open.add(model.open());
                    error(503, "not yet").to(request, body);
                },
                (request, body) -> {
                    open.add(model.open());
                    completion("now").to(request, body);
                });
        var first = start(router, QUESTION);
        await().until(() -> model.open() == 1);
        var all = repeats(router, QUESTION, 10);
        end.complete(null);
        assertThat(first.join().statusCode()).isBetween(500, 503);
        List<String> bodies = all.stream().map(repeat -> repeat.join().body()).toList();
        assertThat(bodies.stream().filter(body -> body.contains("now"))).hasSize(9);
        assertThat(all.stream().filter(repeat -> isRepeat(repeat.join()))).hasSize(8);
        assertThat(model.received()).hasSize(3);
        assertThat(open).containsExactly(1, 1);
    }

    @Test
    void waitNoLongerThanTheRouterLetsThem() {
        TestRouter router = router("{ maxWait: 50ms }");
        model.nowAnswering(held(end, completion("first")));
        var first = start(router, QUESTION);
        await().until(() -> model.open() == 1);
        assertIsInUse(start(router, QUESTION).join());
        end.complete(null);
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(isRepeat(start(router, QUESTION).join())).isTrue();
    }

    @Test
    void waitNoLongerThanTheirCallersDo() {
        TestRouter router = router("{}");
        model.nowAnswering(held(end, completion("first")));
        var first = start(router, QUESTION);
        await().until(() -> model.open() == 1);
        assertIsInUse(router.chat(QUESTION, "idempotency-key", "k1", "x-llm-deadline-ms", "50"));
        end.complete(null);
        assertThat(first.join().statusCode()).isEqualTo(200);
    }

    @Test
    void waitNotAtAllWhereTheRouterSaysSo() {
        TestRouter router = router("{ maxWait: 0s }");
        model.nowAnswering(held(end, completion("first")));
        var first = start(router, QUESTION);
        await().until(() -> model.open() == 1);
        assertIsInUse(start(router, QUESTION).join());
        end.complete(null);
        assertThat(first.join().statusCode()).isEqualTo(200);
    }

    private static void assertIsInUse(HttpResponse<String> early) {
        assertThat(early.statusCode()).as(early.body()).isEqualTo(409);
        assertThat(early.headers().firstValue("retry-after")).hasValue("1");
        assertThat(early.body())
                .contains("idempotency_key_in_use", "is still going on. Send it again later for its answer.");
    }

    @Test
    void areForgottenOnceTheirCallersLeave() {
        TestRouter router = router("{}");
        model.nowAnswering(held(end, error(500, "no")), completion("now"));
        var first = start(router, QUESTION);
        await().until(() -> model.open() == 1);
        repeats(router, QUESTION, 1).get(0).cancel(true);
        await().until(() -> waiting(router) == 0);
        end.complete(null);
        assertThat(first.join().statusCode()).isBetween(500, 503);
        assertThat(start(router, QUESTION).join().body()).contains("now");
        assertThat(model.received()).hasSize(2);
    }

    @Test
    void areNewRequestsBehindTheWindow() {
        TestRouter router = router("{ window: 2h }");
        start(router, QUESTION).join();
        now = now.plus(Duration.ofMinutes(119));
        assertThat(isRepeat(start(router, QUESTION).join())).isTrue();
        now = now.plus(Duration.ofMinutes(2));
        assertThat(isRepeat(start(router, QUESTION).join())).isFalse();
        assertThat(model.received()).hasSize(2);
    }

    @Test
    void areNotConfiguredWithNonsense() {
        assertThatThrownBy(() -> router("{ window: 0s }"))
                .hasMessageContaining("idempotency.window")
                .hasMessageContaining("from 1s to 30d");
        assertThatThrownBy(() -> router("{ maxWait: 11m }"))
                .hasMessageContaining("idempotency.maxWait")
                .hasMessageContaining("up to 10m");
    }
}
