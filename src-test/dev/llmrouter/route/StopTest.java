package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.finish;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.heldStream;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static dev.llmrouter.fixture.FakeOpenAi.stallAfter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.llmrouter.fixture.CapturedLog;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.RawClient;
import dev.llmrouter.http.LlmHttpEndpoint;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.StatefulService;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of callers when the router is told to stop. */
class StopTest {

    private static final String BODY = "{\"model\":\"m\",\"max_tokens\":9,\"stream\":%s,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private final FakeOpenAi up = answering(completion("Hi"));
    private final CompletableFuture<Void> goOn = new CompletableFuture<>();
    private @Nullable TestRouter started;
    private CompletableFuture<Void> stopped = new CompletableFuture<>();

    private void start(int timeout, String grace) {
        started = TestRouter.with(
                """
            providers: { up: { type: openai, baseUrl: "%s" } }
            targets: { m: { provider: up, model: m1 } }
            """
                        .formatted(up.baseUrl()),
                main -> {
                    main.addOverrideProperty("camel.main.shutdownTimeout", Integer.toString(timeout));
                    main.addOverrideProperty("camel.component.llm-http.grace", grace);
                });
    }

    private TestRouter router() {
        return Objects.requireNonNull(started);
    }

    @AfterEach
    void end() {
        goOn.complete(null);
        router().close();
        up.close();
    }

    private static ConditionFactory soon() {
        return await().pollInterval(Duration.ofMillis(10)).atMost(Duration.ofSeconds(5));
    }

    /** Tells the router to stop, and returns when it does, and all of its paths do. */
    private void stop() {
        List<Consumer> consumers = router().camel().getRoutes().stream()
                .map(Route::getConsumer)
                .filter(consumer -> consumer.getEndpoint() instanceof LlmHttpEndpoint)
                .filter(consumer -> !consumer.getEndpoint().getEndpointUri().contains("/health"))
                .toList();
        assertThat(consumers).isNotEmpty();
        stopped = CompletableFuture.runAsync(router()::close);
        soon().until(() -> router().get("/health/ready").statusCode() == 503);
        soon().until(() -> consumers.stream()
                .allMatch(consumer -> consumer instanceof StatefulService service && !service.isStarted()));
    }

    private RawClient asking(boolean stream, String awaited) {
        RawClient client = RawClient.to(router().port()).send(RawClient.post(BODY.formatted(stream)));
        soon().until(() -> up.open() == 1);
        client.readUntil(awaited);
        return client;
    }

    @Test
    void itIsNotReadyAtOnceAndTheStreamInFlightArrivesWhole() throws Exception {
        start(28, "0s");
        up.nowAnswering(heldStream(role() + chunk("half"), goOn, chunk("whole"), finish(), done()));
        try (RawClient client = asking(true, "half")) {
            stop();
            assertThat(router().get("/health/ready").body())
                    .isEqualTo("{\"status\":\"stopping\",\"live\":true,\"ready\":false}");
            assertThat(router().get("/health/live").statusCode()).isEqualTo(200);
            assertThat(stopped).isNotDone();
            goOn.complete(null);
            assertThat(client.readUntil("[DONE]")).contains("whole");
            stopped.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatIsNewIsRefusedInTheWordsOfItsCallerWhileAReplyInFlightArrives() throws Exception {
        start(28, "0s");
        up.nowAnswering((request, body) -> {
            Context loop = Vertx.currentContext();
            var unused = goOn.thenRun(
                    () -> loop.runOnContext(now -> completion("late").to(request, body)));
        });
        try (RawClient client = asking(false, "")) {
            stop();
            refused("/chat/completions", "\"code\":\"router_stopping\"");
            refused("/messages", "\"type\":\"overloaded_error\"");
            refused("/no/such/path", "\"code\":\"router_stopping\"");
            assertThat(up.received()).hasSize(1);
            goOn.complete(null);
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).contains("late");
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
            stopped.get(5, TimeUnit.SECONDS);
        }
    }

    private void refused(String path, String said) {
        try (RawClient client = RawClient.to(router().port())) {
            RawClient.Answer answer = client.send(RawClient.postTo("/v1" + path, BODY.formatted(false)))
                    .answer();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isEqualTo("1");
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(answer.body()).contains(said);
        }
    }

    @Test
    void requestsThatBalancersStillSendAreServedForAWhile() throws Exception {
        start(28, "700ms");
        stop();
        HttpResponse<String> late = router().ask("m");
        assertThat(late.statusCode()).isEqualTo(200);
        stopped.get(5, TimeUnit.SECONDS);
    }

    @Test
    void whatHangsIsEndedWithAnErrorAtTheLimit() throws Exception {
        start(1, "0s");
        up.nowAnswering(stallAfter(role(), chunk("half")), hang());
        try (CapturedLog log = CapturedLog.of("dev.llmrouter", Level.WARN);
                RawClient stream = asking(true, "half");
                RawClient whole = RawClient.to(router().port()).send(RawClient.post(BODY.formatted(false)))) {
            soon().until(() -> up.open() == 2);
            stop();
            assertThat(stream.readUntil("\r\n0\r\n"))
                    .contains("router_stopping")
                    .doesNotContain("[DONE]");
            RawClient.Answer refused = whole.answer();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isEqualTo("1");
            assertThat(refused.body()).contains("\"code\":\"router_stopping\"");
            stopped.get(5, TimeUnit.SECONDS);
            soon().until(() -> up.aborted() == 2);
            assertThat(log.atLeast(Level.WARN)).hasSize(1).allSatisfy(line -> assertThat(line)
                    .contains("2 calls of /v1/chat/completions had not ended"));
        }
    }

    @Test
    void withNothingInFlightItStopsAtOnce() {
        start(28, "0s");
        long begin = System.nanoTime();
        router().close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void aSuspendedRouteRefusesAndGoesOnWhenItIsResumed() throws Exception {
        start(28, "0s");
        router().camel().getRouteController().suspendRoute("openai-http");
        HttpResponse<String> refused = router().ask("m");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(router().get("/v1/models").statusCode()).isEqualTo(200);
        router().camel().getRouteController().resumeRoute("openai-http");
        assertThat(router().ask("m").statusCode()).isEqualTo(200);
    }
}
