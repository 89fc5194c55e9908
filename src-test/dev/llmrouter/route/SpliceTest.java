package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.cutAfter;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.finish;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static dev.llmrouter.fixture.FakeOpenAi.stallAfter;
import static dev.llmrouter.fixture.FakeOpenAi.stream;
import static dev.llmrouter.fixture.FakeOpenAi.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.AnthropicWords;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.GeminiWords;
import dev.llmrouter.fixture.OpenAiWords;
import dev.llmrouter.fixture.RawClient;
import dev.llmrouter.fixture.Said;
import dev.llmrouter.fixture.Words;
import dev.llmrouter.route.Caller.Ask;
import dev.llmrouter.route.Caller.Heard;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that break off behind a text, of models that want them continued. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpliceTest {

    private final FakeOpenAi first = answering(hang());
    private final FakeOpenAi second = answering(hang());
    private final FakeOpenAi third = answering(hang());
    private final FakeOpenAi gemini = answering(hang());
    private final FakeOpenAi claude = answering(hang());
    private final TestRouter router = TestRouter.with(
            """
        providers:
          one: { type: openai, baseUrl: "%s" }
          two: { type: openai, baseUrl: "%s" }
          three: { type: openai, baseUrl: "%s" }
          google: %s
          claude: %s
        targets:
          a: { provider: one, model: m-a, timeouts: { idle: 300ms }, breaker: { window: 1000, minimumCalls: 1000 } }
          b: { provider: two, model: m-b, breaker: { window: 1000, minimumCalls: 1000 } }
          c: { provider: three, model: m-c }
          g: { provider: google, model: m-g }
          h: { provider: claude, model: m-h }
        models:
          plain: { policy: priority, of: [ a, b ] }
          spliced: { policy: priority, of: [ a, b, c ], resume: splice }
          before-g: { policy: priority, of: [ a, g ], resume: splice }
          before-h: { policy: priority, of: [ a, h ], resume: splice }
          behind-g: { policy: priority, of: [ g, b ], resume: splice }
          behind-h: { policy: priority, of: [ h, b ], resume: splice }
        """
                    .formatted(
                            first.baseUrl(),
                            second.baseUrl(),
                            third.baseUrl(),
                            new GeminiWords().provider(gemini),
                            new AnthropicWords().provider(claude)));

    private int aborted;

    private static FakeOpenAi.Answer rest(String... texts) {
        return FakeOpenAi.streamOf(texts);
    }

    @BeforeEach
    void begin() {
        assertNothingIsLeft();
        first.nowAnswering(cutAfter(role(), chunk("One, "), chunk("two, ")));
        second.nowAnswering(rest("three, ", "four."));
        third.nowAnswering(rest("four."));
        Stream.of(first, second, third).forEach(server -> server.received().clear());
        aborted = second.aborted();
    }

    @AfterAll
    void stop() {
        router.close();
        Stream.of(first, second, third, gemini, claude).forEach(FakeOpenAi::close);
    }

    private HttpResponse<String> ask(String model, String... more) {
        return router.chat("{\"model\":\"" + model + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":"
                + "\"Count\"}]" + String.join("", more) + "}");
    }

    private static String text(String body) {
        StringBuilder text = new StringBuilder();
        Caller.data(body)
                .forEach(chunk ->
                        text.append(chunk.at("/choices/0/delta/content").asText("")));
        return text.toString();
    }

    private void assertNothingIsLeft() {
        await().until(() -> Stream.of("a", "b", "c", "g", "h").allMatch(target -> router.inFlight(target) == 0)
                && Stream.of(first, second, third, gemini, claude).allMatch(server -> server.open() == 0));
    }

    @Test
    void theNextTargetGoesOnAndItsCallerSeesOneStream() {
        second.nowAnswering((request, body) -> stream(
                        role().replace("\"c\"", "\"other\""),
                        chunk("three, ").replace("\"c\"", "\"other\"").replace("\"model\":\"m\"", "\"model\":\"x\""),
                        chunk("four."),
                        finish(),
                        usage(),
                        done())
                .to(request, body));
        HttpResponse<String> answer = ask("spliced");
        assertThat(answer.headers().firstValue("x-llm-target")).hasValue("a");
        assertThat(text(answer.body())).isEqualTo("One, two, three, four.");
        List<JsonNode> chunks = Caller.data(answer.body());
        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(chunk.path("id").asText()).isEqualTo("c");
            assertThat(chunk.path("model").asText()).isEqualTo("m");
            assertThat(chunk.has("error")).isFalse();
        });
        assertThat(chunks.stream()
                        .filter(chunk -> chunk.at("/choices/0/finish_reason").isTextual()))
                .hasSize(1);
        assertThat(answer.body().split("\\[DONE]", -1)).hasSize(2);
        assertThat(answer.body()).endsWith(done());
        assertNothingIsLeft();
    }

    @Test
    void itIsToldWhatWasSaidAndThatItIsToGoOn() {
        ask("spliced", ",\"max_tokens\":100,\"seed\":9007199254740993");
        JsonNode asked = Caller.tree(second.last().body());
        assertThat(asked.path("model").asText()).isEqualTo("m-b");
        assertThat(asked.path("seed").asText()).isEqualTo("9007199254740993");
        assertThat(asked.path("max_tokens").asInt()).isBetween(90, 99);
        assertThat(asked.path("messages")).hasSize(3);
        assertThat(asked.at("/messages/0/content").asText()).isEqualTo("Count");
        assertThat(asked.at("/messages/1/role").asText()).isEqualTo("assistant");
        assertThat(asked.at("/messages/1/content").asText()).isEqualTo("One, two, ");
        assertThat(asked.at("/messages/2/role").asText()).isEqualTo("user");
        assertThat(asked.at("/messages/2/content").asText()).contains("Continue");
    }

    static Stream<Arguments> breaks() {
        String event = "data: {\"error\":{\"message\":\"overloaded\",\"code\":503}}\n\n";
        return Stream.of(
                Arguments.of("a cut", cutAfter(role(), chunk("One, "), chunk("two, "))),
                Arguments.of("silence", stallAfter(role(), chunk("One, "), chunk("two, "))),
                Arguments.of("an error", stream(role(), chunk("One, "), chunk("two, "), event)),
                Arguments.of("an error in one piece", stream(role() + chunk("One, ") + chunk("two, ") + event)),
                Arguments.of("an end", stream(role(), chunk("One, "), chunk("two, "))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaks")
    void howeverItBreaks(String name, FakeOpenAi.Answer broken) {
        first.nowAnswering(broken);
        assertThat(text(ask("spliced").body())).isEqualTo("One, two, three, four.");
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"g", "h"})
    void whoGoesOnMaySpeakAnotherDialect(String target) {
        FakeOpenAi server = target.equals("g") ? gemini : claude;
        Words words = target.equals("g") ? new GeminiWords() : new AnthropicWords();
        server.nowAnswering(words.text(true));
        assertThat(text(ask("before-" + target).body())).isEqualTo("One, two, " + Said.TEXT);
        assertThat(words.asked(server.last()).texts().get(0)).isEqualTo("Count");
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"g", "h"})
    void soMayWhoBreaksOff(String target) {
        FakeOpenAi server = target.equals("g") ? gemini : claude;
        Words words = target.equals("g") ? new GeminiWords() : new AnthropicWords();
        server.nowAnswering((request, body) -> {
            words.stall().to(request, body);
            request.response().end();
        });
        String body = ask("behind-" + target).body();
        assertThat(text(body)).isEqualTo(Said.PIECES.get(0) + "three, four.");
        assertThat(body).doesNotContain("error").endsWith(done());
        assertNothingIsLeft();
    }

    static Stream<Caller> callers() {
        return Stream.of(new OpenAiCaller(), new ResponsesCaller(), new AnthropicCaller());
    }

    @ParameterizedTest
    @MethodSource("callers")
    void callersOfEveryDialectSeeOneStream(Caller caller) {
        String request = caller.request("spliced", Ask.PLAIN, true).toString();
        Heard heard = caller.stream(router.post(caller.path(), request).body());
        assertThat(heard.text()).isEqualTo("One, two, three, four.");
        assertThat(heard.finish()).isEqualTo("stop");
    }

    @Test
    void theTokensOfBothAreToldAndPaid() {
        double[] before = counted();
        List<JsonNode> chunks = Caller.data(
                ask("spliced", ",\"stream_options\":{\"include_usage\":true}").body());
        JsonNode told = chunks.get(chunks.size() - 1).path("usage");
        assertThat(told.path("completion_tokens").asInt()).isGreaterThan(3);
        assertThat(told.path("total_tokens").asInt())
                .isEqualTo(told.path("prompt_tokens").asInt()
                        + told.path("completion_tokens").asInt());
        await().untilAsserted(() -> {
            double[] after = counted();
            for (int i = 0; i < before.length; i++) {
                after[i] -= before[i];
            }
            assertThat(after).containsExactly(1, 1, 3, 1, 1);
        });
    }

    private double[] counted() {
        String metrics = router.metrics();
        return Stream.of(
                        "llm_attempts_total{outcome=\"ok\",target=\"a\"}",
                        "llm_attempts_total{outcome=\"ok\",target=\"b\"}",
                        "llm_tokens_total{kind=\"output\",target=\"b\"}",
                        "llm_usage_estimated_total{target=\"a\"}",
                        "llm_calls_total{model=\"spliced\",operation=\"chat\",outcome=\"ok\",stream=\"true\"}")
                .mapToDouble(name -> metric(metrics, name))
                .toArray();
    }

    private static double metric(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(0);
    }

    @Test
    void whoGoesOnMayBreakOffInItsTurn() {
        second.nowAnswering(cutAfter(role(), chunk("three, ")));
        assertThat(text(ask("spliced").body())).isEqualTo("One, two, three, four.");
        assertThat(Caller.tree(third.last().body()).at("/messages/1/content").asText())
                .isEqualTo("One, two, three, ");
        assertNothingIsLeft();
    }

    @Test
    void whoGoesOnMayFailBeforeItsFirstContent() {
        second.nowAnswering(error(503, "down"));
        assertThat(text(ask("spliced").body())).isEqualTo("One, two, four.");
        assertNothingIsLeft();
    }

    @Test
    void whereNobodyGoesOnItEndsWithTheErrorAsAlways() {
        second.nowAnswering(error(400, "no"));
        third.nowAnswering(error(503, "down"));
        String body = ask("spliced").body();
        assertThat(text(body)).isEqualTo("One, two, ");
        assertThat(body)
                .contains("\"code\":\"upstream_cut\"")
                .endsWith("}}\n\n")
                .doesNotContain("[DONE]");
        assertNothingIsLeft();
    }

    static Stream<Arguments> others() {
        String call = "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\","
                + "\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]}}]}\n\n";
        return Stream.of(
                Arguments.of("whose model does not want it", "plain", "", ""),
                Arguments.of("with a tool's call begun", "spliced", "", call),
                Arguments.of("of several", "spliced", ",\"n\":2", ""),
                Arguments.of("of JSON", "spliced", ",\"response_format\":{\"type\":\"json_object\"}", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    void aReplyIsNotContinued(String name, String model, String more, String events) {
        first.nowAnswering(cutAfter(role(), chunk("One, ") + events));
        String body = ask(model, more).body();
        assertThat(body).contains("One, ", "upstream_cut").doesNotContain("[DONE]");
        assertThat(second.received()).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void whatBreaksBeforeItsFirstContentIsSaidByTheNextFromTheBegin() {
        first.nowAnswering(cutAfter(role()));
        second.nowAnswering(rest("All of it."));
        assertThat(text(ask("spliced").body())).isEqualTo("All of it.");
        assertThat(Caller.tree(second.last().body()).path("messages")).hasSize(1);
    }

    @Test
    void whoLeavesWhileSomebodyIsAskedToGoOnLeavesNothingBehind() {
        second.nowAnswering(hang());
        try (RawClient client = RawClient.to(router.port())) {
            client.send(RawClient.post(
                    "{\"model\":\"spliced\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"?\"}]}"));
            await().until(() -> second.open() == 1);
            assertThat(router.inFlight("a")).isZero();
        }
        await().until(() -> second.aborted() == aborted + 1);
        assertThat(third.received()).isEmpty();
        assertNothingIsLeft();
        String cancelled =
                "llm_calls_total{model=\"spliced\",operation=\"chat\",outcome=\"cancelled\",stream=\"true\"}";
        await().until(() -> metric(router.metrics(), cancelled) > 0);
    }

    @Test
    void whoLeavesWhileSomebodyGoesOnStopsIt() {
        second.nowAnswering(stallAfter(role(), chunk("three, ")));
        try (RawClient client = RawClient.to(router.port())) {
            client.send(RawClient.post(
                    "{\"model\":\"spliced\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"?\"}]}"));
            client.readUntil("three");
        }
        await().until(() -> second.aborted() == aborted + 1);
        assertNothingIsLeft();
    }

    @Test
    void aStreamThatEndsWellIsNotTouched() {
        first.nowAnswering(new OpenAiWords().text(true));
        String body = ask("spliced").body();
        assertThat(text(body)).isEqualTo(Said.TEXT);
        assertThat(second.received()).isEmpty();
    }
}
