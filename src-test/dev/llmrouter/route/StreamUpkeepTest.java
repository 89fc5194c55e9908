package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.finish;
import static dev.llmrouter.fixture.FakeOpenAi.flood;
import static dev.llmrouter.fixture.FakeOpenAi.heldStream;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static dev.llmrouter.fixture.FakeOpenAi.stallAfter;
import static dev.llmrouter.fixture.FakeOpenAi.stream;
import static dev.llmrouter.fixture.FakeOpenAi.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FakeOpenAi.Answer;
import dev.llmrouter.fixture.RawClient;
import dev.llmrouter.route.Caller.Ask;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What callers of streams are told while nothing comes, and what becomes of those who take nothing. */
class StreamUpkeepTest {

    private static final FakeOpenAi UP = answering(completion("Hi"));
    private static final Map<String, TestRouter> ROUTERS = new ConcurrentHashMap<>();

    private final FakeOpenAi up = UP;
    private final CompletableFuture<Void> goOn = new CompletableFuture<>();
    private int abortedBefore;
    private TestRouter router = with("{ keepalive: 100ms, callerIdle: 500ms }");

    /** One router for all tests with the same terms. */
    private static TestRouter with(String streams) {
        return ROUTERS.computeIfAbsent(streams, StreamUpkeepTest::start);
    }

    private static TestRouter start(String streams) {
        return TestRouter.with(
                """
            providers:
              up: { type: openai, baseUrl: "%s" }
            targets:
              m: { provider: up, model: m1 }
              idle: { provider: up, model: m1, timeouts: { idle: 600ms } }
              mute: { provider: up, model: m1, timeouts: { firstToken: 400ms } }
              paid: { provider: up, model: m1, timeouts: { drain: 10s } }
              paidBriefly: { provider: up, model: m1, timeouts: { drain: 200ms } }
            streams: %s
            """
                        .formatted(UP.baseUrl(), streams));
    }

    @AfterAll
    static void stop() {
        ROUTERS.values().forEach(TestRouter::close);
        UP.close();
    }

    @BeforeEach
    void awaitQuiet() {
        await().until(() -> up.open() == 0);
        abortedBefore = up.aborted();
    }

    private int aborted() {
        return up.aborted() - abortedBefore;
    }

    static Stream<Caller> callers() {
        return Stream.of(new OpenAiCaller(), new ResponsesCaller(), new AnthropicCaller());
    }

    private RawClient asking(Caller caller, String model) {
        String request = caller.request(model, Ask.PLAIN, true).toString();
        return RawClient.to(router.port()).send(RawClient.postTo("/v1" + caller.path(), request));
    }

    private static String sign(Caller caller) {
        return caller instanceof AnthropicCaller ? "event: ping\ndata: {\"type\": \"ping\"}\n\n" : ": keep-alive\n\n";
    }

    private static String end(Caller caller) {
        return caller instanceof OpenAiCaller
                ? "[DONE]"
                : caller instanceof AnthropicCaller ? "event: message_stop" : "event: response.completed";
    }

    private static String[] rest() {
        return new String[] {chunk("second"), finish(), usage(), done()};
    }

    @ParameterizedTest
    @MethodSource("callers")
    void whileTheProviderIsSilentItsCallerIsToldAgainAndAgain(Caller caller) {
        up.nowAnswering(heldStream(role() + chunk("first"), goOn, rest()));
        try (RawClient client = asking(caller, "m")) {
            client.readUntil("first");
            client.readUntil(sign(caller));
            client.readUntil(sign(caller));
            goOn.complete(null);
            assertThat(client.readUntil("second")).doesNotContain("error");
            assertThat(client.readUntil(end(caller))).doesNotContain("error");
        }
    }

    @Test
    void halfAnEventIsNoPlaceForAComment() {
        String second = chunk("second");
        up.nowAnswering(heldStream(
                role() + chunk("first") + second.substring(0, 40), goOn, second.substring(40), finish(), done()));
        try (RawClient client = asking(new OpenAiCaller(), "m")) {
            String head = client.readUntil(": keep-alive\n\n");
            goOn.complete(null);
            String body = (head + client.readUntil("[DONE]")).replaceAll("\r\n[0-9a-f]*\r\n", "");
            assertThat(body).contains(chunk("first")).contains(second);
        }
    }

    @Test
    void whoSpeaksIsNotInterrupted() {
        router = with("{ keepalive: 500ms }");
        up.nowAnswering(FakeOpenAi.drip(chunk("tick"), 20));
        try (RawClient client = asking(new OpenAiCaller(), "m")) {
            StringBuilder seen = new StringBuilder();
            for (int i = 0; i < 40; i++) {
                seen.append(client.readUntil("tick"));
            }
            assertThat(seen).doesNotContain("keep-alive");
        }
    }

    @Test
    void nothingIsSaidWhereThatIsOff() {
        router = with("{ keepalive: 0s }");
        up.nowAnswering(stallAfter(role(), chunk("half")));
        assertThat(router.stream("idle").body()).contains("'idle'").doesNotContain("keep-alive");
    }

    @Test
    void beforeTheFirstContentNothingIsSaidSoThatAFailureHasAStatus() {
        up.nowAnswering(stallAfter(role()));
        assertThat(router.stream("mute").statusCode()).isEqualTo(504);
    }

    @ParameterizedTest
    @MethodSource("callers")
    void onDemandItIsSaidBeforeTheFirstContentAsWell(Caller caller) {
        router = with("{ keepalive: 100ms, keepaliveBeforeFirst: true }");
        up.nowAnswering(heldStream(role(), goOn, rest()));
        try (RawClient client = asking(caller, "m")) {
            assertThat(client.readUntil(sign(caller)))
                    .startsWith("HTTP/1.1 200")
                    .contains("content-type: text/event-stream", "x-request-id: ");
            client.readUntil(sign(caller));
            goOn.complete(null);
            assertThat(client.readUntil(end(caller))).contains("second").doesNotContain("\"error\":{");
        }
        await().until(() -> router.inFlight("m") == 0);
    }

    @ParameterizedTest
    @MethodSource("callers")
    void whatFailsThenEndsWithAnErrorInTheCallersWords(Caller caller) {
        router = with("{ keepalive: 100ms, keepaliveBeforeFirst: true }");
        up.nowAnswering(stallAfter(role()));
        String body = router.post(
                        caller.path(), caller.request("mute", Ask.PLAIN, true).toString())
                .body();
        assertThat(body).startsWith(sign(caller)).contains("'firstToken'").doesNotContain(end(caller), "[DONE]");
        String last = body.substring(body.lastIndexOf("\n\n", body.length() - 3) + 2);
        assertThat(last)
                .startsWith(caller instanceof OpenAiCaller ? "data: {\"error\":{" : "event: error\ndata: {")
                .contains(caller instanceof AnthropicCaller ? "timeout_error" : "\"code\":\"upstream_timeout\"");
        if (!(caller instanceof OpenAiCaller)) {
            assertThat(last).contains("\"type\":\"error\"");
        }
    }

    @Test
    void whatFailsSoonerStillHasAStatus() {
        router = with("{ keepalive: 10s, keepaliveBeforeFirst: true }");
        up.nowAnswering(error(503, "down"));
        assertThat(router.stream("m").statusCode()).isEqualTo(503);
        up.nowAnswering(stream(role(), chunk("whole"), finish(), done()));
        assertThat(router.stream("m").body()).isEqualTo(role() + chunk("whole") + finish() + done());
    }

    @Test
    void whoLeavesBeforeTheFirstContentIsStillSeenToLeave() {
        router = with("{ keepalive: 50ms, keepaliveBeforeFirst: true }");
        up.nowAnswering(stallAfter(role()));
        try (RawClient client = asking(new OpenAiCaller(), "m")) {
            client.readUntil(": keep-alive");
        }
        await().until(() -> aborted() == 1 && router.inFlight("m") == 0);
    }

    @Test
    void whoTakesNothingIsLeftAndHoldsNoPlaceAnyMore() {
        double before = cancelled("m");
        AtomicInteger written = new AtomicInteger();
        up.nowAnswering(flood(chunk("x".repeat(1000)), 100_000, written));
        try (RawClient client = RawClient.slowTo(router.port())) {
            client.send(RawClient.post(
                    new OpenAiCaller().request("m", Ask.PLAIN, true).toString()));
            client.readUntil("xxx");
            await().until(() -> aborted() == 1 && router.inFlight("m") == 0);
            assertThatThrownBy(() -> client.readUntil("[DONE]")).isNotNull();
        }
        await().untilAsserted(() -> assertThat(cancelled("m")).isEqualTo(before + 1));
    }

    @Test
    void whoTakesLittleByLittleIsNotLeft() {
        // systems let a socket be written again only once a good part of megabytes has gone out
        router = with("{ callerIdle: 3s }");
        int events = 10_000;
        up.nowAnswering(flood(chunk("x".repeat(1000)), events, new AtomicInteger()));
        try (RawClient client = RawClient.slowTo(router.port())) {
            client.send(RawClient.post(
                    new OpenAiCaller().request("m", Ask.PLAIN, true).toString()));
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < Duration.ofMillis(4500).toNanos()) {
                client.read(64 << 10);
                await().pollDelay(Duration.ofMillis(50)).until(() -> true);
            }
            client.readUntil("[DONE]");
        }
    }

    private double cancelled(String model) {
        return metric(
                "llm_calls_total{model=\"" + model + "\",operation=\"chat\",outcome=\"cancelled\",stream=\"true\"}");
    }

    private double metric(String line) {
        return router.metrics()
                .lines()
                .filter(candidate -> candidate.startsWith(line))
                .mapToDouble(found -> Double.parseDouble(found.substring(found.lastIndexOf(' '))))
                .findFirst()
                .orElse(0);
    }

    @Test
    void whatIsReadOnForItsBillIsCountedByTheProvider() {
        double before = cancelled("paid");
        up.nowAnswering(heldStream(role() + chunk("half"), goOn, rest()));
        try (RawClient client = asking(new OpenAiCaller(), "paid")) {
            client.readUntil("half");
        }
        await().during(Duration.ofMillis(200)).until(() -> router.inFlight("paid") == 1);
        goOn.complete(null);
        await().until(() -> router.inFlight("paid") == 0);
        await().until(() -> metric("llm_tokens_total{kind=\"output\",target=\"paid\"") == 3);
        assertThat(metric("llm_usage_estimated_total{target=\"paid\"")).isZero();
        assertThat(aborted()).isZero();
        assertThat(cancelled("paid")).isEqualTo(before + 1);
    }

    @Test
    void itIsNotReadForEver() {
        up.nowAnswering(stallAfter(role(), chunk("half")));
        try (RawClient client = asking(new OpenAiCaller(), "paidBriefly")) {
            client.readUntil("half");
        }
        await().until(() -> aborted() == 1 && router.inFlight("paidBriefly") == 0);
        await().until(() -> cancelled("paidBriefly") == 1);
    }

    @ParameterizedTest
    @MethodSource("callers")
    void whoseCallerLeavesBeforeTheFirstContentIsStoppedAtOnce(Caller caller) {
        Answer nothing = stallAfter(role());
        up.nowAnswering(nothing);
        try (RawClient client = asking(caller, "paid")) {
            await().until(() -> up.open() == 1);
            client.abort();
        }
        await().until(() -> aborted() == 1 && router.inFlight("paid") == 0);
    }
}
