package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.AnthropicWords;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.Frames;
import dev.llmrouter.fixture.Frames.Break;
import dev.llmrouter.fixture.GeminiWords;
import dev.llmrouter.fixture.MistralWords;
import dev.llmrouter.fixture.OllamaWords;
import dev.llmrouter.fixture.OpenAiWords;
import dev.llmrouter.fixture.ResponsesWords;
import dev.llmrouter.fixture.Said;
import dev.llmrouter.route.Caller.Ask;
import dev.llmrouter.route.Caller.Heard;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams of every dialect that break in every way, before callers of every dialect. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenStreamTest {

    private static final List<Caller> CALLERS =
            List.of(new OpenAiCaller(), new ResponsesCaller(), new AnthropicCaller());
    private static final List<Frames> FRAMES = Stream.of(
                    new OpenAiWords(),
                    new ResponsesWords(),
                    new AnthropicWords(),
                    new GeminiWords(),
                    new OllamaWords(),
                    new MistralWords())
            .map(Frames::of)
            .toList();

    private final FakeOpenAi good = answering(new OpenAiWords().text(true));
    private final Map<Frames, FakeOpenAi> servers = new LinkedHashMap<>();
    private TestRouter router;

    @BeforeAll
    void start() {
        StringBuilder providers = new StringBuilder("providers:\n");
        StringBuilder targets = new StringBuilder("targets:\n");
        StringBuilder models = new StringBuilder("models:\n");
        providers.append("  good: ").append(new OpenAiWords().provider(good)).append('\n');
        targets.append("  good: { provider: good, model: up }\n");
        for (Frames frames : FRAMES) {
            FakeOpenAi server = answering(FakeOpenAi.hang());
            servers.put(frames, server);
            String name = frames.toString();
            providers
                    .append("  up-" + name + ": ")
                    .append(frames.words().provider(server))
                    .append('\n');
            target(targets, models, name, name, "total: 5m");
            target(targets, models, "mute-" + name, name, "firstToken: 150ms");
            target(targets, models, "idle-" + name, name, "idle: 150ms");
        }
        router = TestRouter.with(providers.append(targets).append(models).toString());
    }

    private static void target(StringBuilder targets, StringBuilder models, String target, String name, String limits) {
        targets.append("  " + target + ": { provider: up-" + name + ", model: up, timeouts: { " + limits
                + " }, breaker: { window: 1000, minimumCalls: 1000 } }\n");
        models.append("  safe-" + target + ": { policy: priority, of: [ " + target + ", good ] }\n");
    }

    @AfterAll
    void stop() {
        router.close();
        good.close();
        servers.values().forEach(FakeOpenAi::close);
    }

    private FakeOpenAi at(Frames frames) {
        return Objects.requireNonNull(servers.get(frames));
    }

    private HttpResponse<String> ask(Caller caller, String model) {
        return router.post(caller.path(), caller.request(model, Ask.PLAIN, true).toString());
    }

    static Stream<Arguments> breaks() {
        return FRAMES.stream().flatMap(frames -> Stream.of(Break.values()).map(how -> Arguments.of(frames, how)));
    }

    static Stream<Arguments> callers() {
        return FRAMES.stream().flatMap(frames -> CALLERS.stream().map(caller -> Arguments.of(frames, caller)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("breaks")
    void whatBreaksBeforeItsFirstContentIsSaidByTheNextTarget(Frames frames, Break how) {
        at(frames).nowAnswering(frames.broken(0, how));
        HttpResponse<String> answer = ask(CALLERS.get(0), "safe-" + (how == Break.STALL ? "mute-" : "") + frames);
        assertAnsweredByTheNext(answer, CALLERS.get(0));
    }

    @ParameterizedTest(name = "{0} before {1}")
    @MethodSource("callers")
    void noCallerSeesWhatCameBeforeTheErrorOfTheFirst(Frames frames, Caller caller) {
        at(frames).nowAnswering(frames.broken(0, Break.ERROR));
        assertAnsweredByTheNext(ask(caller, "safe-" + frames), caller);
    }

    private static void assertAnsweredByTheNext(HttpResponse<String> answer, Caller caller) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-llm-target")).hasValue("good");
        assertThat(answer.headers().firstValue("x-llm-attempts")).hasValue("2");
        assertThat(answer.body()).doesNotContain(": quiet");
        Heard heard = caller.stream(answer.body());
        assertThat(heard.text()).isEqualTo(Said.TEXT);
        assertThat(heard.finish()).isEqualTo("stop");
    }

    @ParameterizedTest(name = "{0} before {1}")
    @MethodSource("callers")
    void whereNobodyElseAnswersTheCallerGetsAStatusAndNoStream(Frames frames, Caller caller) {
        for (Break how : new Break[] {Break.ERROR, Break.CUT, Break.END}) {
            at(frames).nowAnswering(frames.broken(0, how));
            HttpResponse<String> answer = ask(caller, frames.toString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(500, 504);
            assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
            assertThat(Caller.tree(answer.body()).path("error").isObject()).isTrue();
        }
    }

    @ParameterizedTest(name = "{0} before {1}")
    @MethodSource("callers")
    void whatBreaksBehindItsFirstContentNeverLooksWhole(Frames frames, Caller caller) {
        for (Break how : Break.values()) {
            at(frames).nowAnswering(frames.broken(2, how));
            String target = (how == Break.STALL ? "idle-" : "") + frames;
            HttpResponse<String> answer = ask(caller, "safe-" + target);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-llm-target"))
                    .as("%s %s", how, answer.headers().map())
                    .hasValue(target);
            assertThat(answer.body())
                    .as("%s", how)
                    .contains(Said.PIECES.get(0))
                    .contains(Said.PIECES.get(1))
                    .doesNotContain("[DONE]", "message_stop", "response.completed", "\"stop\"", "end_turn");
            List<String> lines =
                    answer.body().lines().filter(line -> !line.isBlank()).toList();
            assertThat(lines.get(lines.size() - 1)).as("%s", how).contains("\"error\"");
            if (how == Break.STALL) {
                assertThat(answer.body()).contains("'idle'");
            }
        }
        await().until(() -> at(frames).open() == 0 && router.inFlight("idle-" + frames) == 0);
        assertThat(router.inFlight(frames.toString())).isZero();
    }

    @ParameterizedTest(name = "{0} before {1}")
    @MethodSource("callers")
    void anEventThatCantBeReadIsLeftOutAndCounted(Frames frames, Caller caller) {
        List<String> unreadable = List.of("{\"cho", "[1]", "\"text\"", "?", "7");
        double before = leftOut(frames.toString());
        for (String data : unreadable) {
            at(frames).nowAnswering(FakeOpenAi.stream(frames.with(List.of(frames.event(data)))));
            Heard heard = caller.stream(ask(caller, frames.toString()).body());
            assertThat(heard.text()).as(data).isEqualTo(Said.TEXT);
            assertThat(heard.finish()).isEqualTo("stop");
        }
        await().untilAsserted(() -> assertThat(leftOut(frames.toString())).isEqualTo(before + unreadable.size()));
    }

    private double leftOut(String target) {
        String name = "llm_stream_events_dropped_total{target=\"" + target + "\"} ";
        return router.metrics()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElse(0);
    }

    @ParameterizedTest
    @MethodSource("frames")
    void whatIsReadInBetweenMakesUpForWhatIsNot(Frames frames) {
        List<String> noise = Collections.nCopies(4, frames.event("{\"cho"));
        at(frames).nowAnswering(FakeOpenAi.stream(frames.with(noise)));
        assertThat(CALLERS.get(0).stream(ask(CALLERS.get(0), frames.toString()).body())
                        .text())
                .isEqualTo(Said.TEXT);
    }

    @ParameterizedTest
    @MethodSource("frames")
    void eventsWithoutDataAreNothingToComplainOf(Frames frames) {
        double before = leftOut(frames.toString());
        at(frames).nowAnswering(FakeOpenAi.stream(frames.with(Collections.nCopies(30, frames.event("")))));
        assertThat(CALLERS.get(0).stream(ask(CALLERS.get(0), frames.toString()).body())
                        .text())
                .isEqualTo(Said.TEXT);
        assertThat(leftOut(frames.toString())).isEqualTo(before);
    }

    static List<Frames> frames() {
        return FRAMES;
    }
}
