package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.llmrouter.fixture.CapturedLog;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FakeOpenAi.Answer;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong on purpose looks like what goes wrong by itself, at a provider and at the simulator. */
class FaultsRouteTest {

    private static final Answer GOOD = (request, body) -> {
        boolean isStream = body.toString().contains("\"stream\":true");
        (isStream ? streamOf("one ", "two ", "three ", "four") : completion("one two three four")).to(request, body);
    };

    private static FakeOpenAi up;
    private static TestRouter router;

    @BeforeAll
    static void start() {
        up = answering(GOOD);
        router = TestRouter.with(
                """
            providers:
              up: { type: openai, baseUrl: "%s" }
              sim: { type: simulator, latency: 1ms, perToken: 1ms, text: one two three four }
            targets:
              real: { provider: up, model: m, timeouts: &quick { firstToken: 400ms, idle: 400ms, total: 1s }, breaker: &never { minimumCalls: 1000, window: 1000 } }
              made-up: { provider: sim, model: m, timeouts: *quick, breaker: *never }
            models:
              both: { of: [ real, made-up ] }
            faults:
              from-the-file: { targets: [ nobody ], fault: reset }
            """
                        .formatted(up.baseUrl()));
        // the first of all replies loads the tokenizer, which takes its time on a busy machine
        await().atMost(Duration.ofSeconds(30)).until(() -> router.ask("made-up").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        router.close();
        up.close();
    }

    @AfterEach
    void switchOff() {
        put("{}");
    }

    private static HttpResponse<String> put(String faults) {
        return router.send("PUT", "/admin/faults", faults);
    }

    private static void strike(String fault) {
        assertThat(put("{\"f\":{" + fault + "}}").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"fault\":\"connect\"', 502, upstream_unreachable",
        "'\"fault\":\"reset\"', 502, upstream_cut",
        "'\"fault\":\"hang\"', 504, upstream_timeout",
        "'\"fault\":\"error\",\"status\":500', 502, upstream_error"
    })
    void whoIsAskedFailsBeforeTheReply(String fault, int status, String code) {
        strike(fault);
        for (String target : new String[] {"real", "made-up"}) {
            for (boolean stream : new boolean[] {true, false}) {
                HttpResponse<String> refused = stream ? router.stream(target) : router.ask(target);
                assertThat(refused.statusCode()).as(target).isEqualTo(status);
                assertThat(refused.body()).contains("\"code\":\"" + code + "\"");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"real", "made-up"})
    void aStreamThatIsCutEndsWithAnError(String target) {
        strike("\"fault\":\"cut\",\"after\":3");
        HttpResponse<String> cut = router.stream(target);
        assertThat(cut.statusCode()).isEqualTo(200);
        assertThat(cut.body())
                .contains("one")
                .contains("upstream_cut")
                .doesNotContain("four")
                .doesNotContain("[DONE]");
        assertThat(router.ask(target).body()).contains("upstream_cut");
    }

    @ParameterizedTest
    @ValueSource(strings = {"real", "made-up"})
    void aStreamThatStallsEndsWithATimeLimit(String target) {
        strike("\"fault\":\"stall\",\"after\":3");
        HttpResponse<String> stalled = router.stream(target);
        assertThat(stalled.body()).contains("one").contains("upstream_timeout").doesNotContain("[DONE]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"real", "made-up"})
    void anEventThatIsNoneDoesNotKillAStream(String target) {
        strike("\"fault\":\"malformed\",\"after\":2");
        HttpResponse<String> whole = router.stream(target);
        assertThat(whole.body())
                .contains("one")
                .contains("four")
                .contains("[DONE]")
                .doesNotContain("a fau");
        assertThat(router.ask(target).body()).contains("upstream_malformed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"real", "made-up"})
    void latencyAndSlowEventsTakeTheirTime(String target) {
        strike("\"fault\":\"latency\",\"delay\":\"200ms\"");
        long begin = System.nanoTime();
        assertThat(router.ask(target).statusCode()).isEqualTo(200);
        assertThat(router.stream(target).body()).contains("[DONE]");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(400));
        strike("\"fault\":\"slow\",\"delay\":\"50ms\"");
        begin = System.nanoTime();
        assertThat(router.stream(target).body())
                .contains("one")
                .contains("four")
                .contains("[DONE]");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(250));
    }

    @Test
    void callsFallOverAsTheyDoFromRealFailures() {
        strike("\"targets\":[\"real\"],\"fault\":\"reset\"");
        HttpResponse<String> reply = router.ask("both");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("x-llm-target")).contains("made-up");
    }

    @Test
    void thatTheyAreOnIsTold() {
        try (CapturedLog log = CapturedLog.of("dev.llmrouter.fault", Level.WARN)) {
            strike("\"targets\":[\"real\"],\"fault\":\"rateLimit\",\"percent\":30,\"lasts\":\"10m\"");
            assertThat(log.atLeast(Level.WARN))
                    .singleElement()
                    .asString()
                    .contains("FAULT ON PURPOSE f: rateLimit for 30.0 % of the attempts at real, for 600 s");
        }
        assertThat(router.get("/health").body()).contains("\"faults\":[\"f\"]");
        assertThat(router.get("/admin/faults").body())
                .contains("\"f\":{\"targets\":[\"real\"],\"fault\":\"rateLimit\",\"percent\":30.0,\"secondsLeft\":59")
                .contains("\"struck\":0");
        put("{}");
        assertThat(router.get("/health").body()).doesNotContain("faults");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"f\":{\"fault\":\"rest\"}}', 'one of latency'",
        "'{\"f\":{\"fault\":\"reset\",\"percnt\":3}}', 'did you mean percent'",
        "'{\"f\":{\"percent\":3}}', 'faults.f.fault: missing'",
        "'{\"f\":{\"fault\":\"reset\",\"percent\":300}}', 'must be at most 100'",
        "'{\"f\":{\"fault\":\"reset\",\"delay\":\"3s\"}}', 'is for latency and slow'"
    })
    void mistakesAreNamedAndChangeNothing(String faults, String said) {
        strike("\"targets\":[\"real\"],\"fault\":\"reset\"");
        HttpResponse<String> refused = put(faults);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains(said);
        assertThat(router.get("/admin/faults").body()).contains("reset");
    }

    @Test
    void thoseOfTheFileAreOnFromTheStart() {
        try (TestRouter other = TestRouter.with(
                """
            providers: { sim: { type: simulator } }
            targets: { m: { provider: sim, model: m } }
            faults: { storm: { fault: rateLimit, retryAfter: 7s } }
            """)) {
            HttpResponse<String> refused = other.ask("m");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("retry-after")).contains("7");
        }
    }
}
