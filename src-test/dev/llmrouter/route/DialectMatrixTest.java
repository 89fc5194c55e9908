package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.fixture.AnthropicWords;
import dev.llmrouter.fixture.BedrockWords;
import dev.llmrouter.fixture.GeminiWords;
import dev.llmrouter.fixture.MistralWords;
import dev.llmrouter.fixture.OllamaWords;
import dev.llmrouter.fixture.OpenAiWords;
import dev.llmrouter.fixture.RawClient;
import dev.llmrouter.fixture.ResponsesWords;
import dev.llmrouter.fixture.Said;
import dev.llmrouter.fixture.Words;
import dev.llmrouter.route.Caller.Ask;
import dev.llmrouter.route.Caller.Heard;
import dev.llmrouter.route.Caller.HeardCall;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every dialect of callers against every dialect of providers: nothing of what was said or asked is lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DialectMatrixTest {

    private static final List<Caller> CALLERS =
            List.of(new OpenAiCaller(), new ResponsesCaller(), new AnthropicCaller());
    static final List<Words> PROVIDERS = List.of(
            new OpenAiWords(),
            new ResponsesWords(),
            new AnthropicWords(),
            new GeminiWords(),
            new OllamaWords(),
            new MistralWords(),
            new BedrockWords());

    private final Map<Words, Scenarios> scenarios = new LinkedHashMap<>();

    @BeforeAll
    void start() {
        PROVIDERS.forEach(words -> scenarios.put(words, Scenarios.of(words)));
    }

    @AfterAll
    void stop() {
        scenarios.values().forEach(Scenarios::close);
    }

    static Stream<Arguments> cells() {
        return CALLERS.stream().flatMap(caller -> PROVIDERS.stream().map(words -> Arguments.of(caller, words)));
    }

    private Scenarios at(Words words) {
        return java.util.Objects.requireNonNull(scenarios.get(words));
    }

    private HttpResponse<String> post(Caller caller, Words words, ObjectNode request) {
        return at(words).router().post(caller.path(), request.toString());
    }

    private Heard whole(Caller caller, Words words, ObjectNode request) {
        double before = cost(words, request);
        HttpResponse<String> answer = post(caller, words, request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Heard heard = caller.whole(Caller.tree(answer.body()));
        assertTokensAndCost(heard, words, request, before);
        return heard;
    }

    private Heard stream(Caller caller, Words words, ObjectNode request) {
        double before = cost(words, request);
        HttpResponse<String> answer = post(caller, words, request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        Heard heard = caller.stream(answer.body());
        assertTokensAndCost(heard, words, request, before);
        return heard;
    }

    /** Every reply of a fixture takes the same tokens, so every cell tells whether they are counted and priced right. */
    private void assertTokensAndCost(Heard heard, Words words, ObjectNode request, double before) {
        assertThat(heard.input()).isEqualTo(Said.INPUT);
        assertThat(heard.output()).isEqualTo(Said.OUTPUT);
        assertThat(heard.cached()).isEqualTo(words.countsCached() ? Said.CACHED : 0);
        double expected = words.countsCached() ? Scenarios.COST : (Said.INPUT + Said.OUTPUT * 4) / 1e6;
        // booked a moment behind the last byte; there are hundreds of cells
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(cost(words, request) - before).isCloseTo(expected, within(1e-9)));
    }

    private double cost(Words words, ObjectNode request) {
        return cost(words, request.path("model").asText());
    }

    private double cost(Words words, String target) {
        String name = "llm_cost_usd_total{target=\"" + target + "\"} ";
        return at(words)
                .router()
                .metrics()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElse(0);
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("cells")
    void aWholeReplyIsHeardAsItWasSaid(Caller caller, Words words) {
        Heard heard = whole(caller, words, caller.request("text", Ask.PLAIN, false));
        assertThat(heard.text()).isEqualTo(Said.TEXT);
        assertThat(heard.finish()).isEqualTo("stop");
        Words.Asked asked = at(words).asked("text");
        assertThat(asked.system()).isEqualTo(Caller.INSTRUCTION);
        assertThat(asked.texts()).containsExactly(Caller.QUESTION);
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("cells")
    void aStreamIsHeardPieceByPiece(Caller caller, Words words) {
        Heard heard = stream(caller, words, caller.request("text", Ask.PLAIN, true));
        assertThat(heard.text()).isEqualTo(Said.TEXT);
        assertThat(heard.pieces()).isGreaterThanOrEqualTo(Said.PIECES.size());
        assertThat(heard.finish()).isEqualTo("stop");
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("cells")
    void parallelCallsOfToolsKeepTheirIdsAndArguments(Caller caller, Words words) {
        Heard heard = whole(caller, words, caller.request("calls", Ask.TOOLS, false));
        assertCalls(heard, words);
        assertThat(at(words).asked("calls").tools()).containsExactly("weather");
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("cells")
    void parallelCallsOfToolsAreStreamedAsTheProviderStreamsThem(Caller caller, Words words) {
        Heard heard = stream(caller, words, caller.request("calls", Ask.TOOLS, true));
        assertCalls(heard, words);
        if (words.streamsArguments()) {
            assertThat(heard.argumentPieces()).isGreaterThanOrEqualTo(5);
        }
    }

    private static void assertCalls(Heard heard, Words words) {
        assertThat(heard.finish()).isEqualTo("tool_calls");
        assertThat(heard.calls()).extracting(HeardCall::name).containsExactly("weather", "weather");
        assertThat(heard.calls())
                .extracting(call -> Caller.tree(call.arguments()).path("city").asText())
                .containsExactly("Paris", "Oslo");
        assertThat(heard.calls())
                .extracting(HeardCall::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> !id.isBlank());
        if (words.hasCallIds()) {
            assertThat(heard.calls()).extracting(HeardCall::id).containsExactly("call_a1", "call_b2");
        }
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("cells")
    void theResultsOfToolsArriveInTheNextTurn(Caller caller, Words words) {
        Heard calls = whole(caller, words, caller.request("calls", Ask.TOOLS, false));
        Heard heard = whole(caller, words, caller.withResults("text", calls));
        assertThat(heard.text()).isEqualTo(Said.TEXT);
        Words.Asked asked = at(words).asked("text");
        assertThat(asked.calls()).hasSize(2).allMatch(call -> call.startsWith("weather "));
        assertThat(asked.calls().get(1)).contains("Oslo");
        assertThat(asked.results()).hasSize(2);
        assertThat(asked.results().get(0)).contains("21");
        assertThat(asked.results().get(1)).contains("5");
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("cells")
    void imagesArriveAsDataAndAsAddress(Caller caller, Words words) {
        Ask ask = words.takesImageUrls() ? Ask.IMAGES : Ask.ONE_IMAGE;
        whole(caller, words, caller.request("text", ask, false));
        Words.Asked asked = at(words).asked("text");
        assertThat(asked.texts()).containsExactly(Caller.QUESTION);
        assertThat(asked.images().get(0)).endsWith(Caller.PIXEL);
        assertThat(asked.images()).hasSize(words.takesImageUrls() ? 2 : 1);
        if (words.takesImageUrls()) {
            assertThat(asked.images().get(1)).isEqualTo(Caller.IMAGE_URL);
        }
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("cells")
    void jsonIsGivenByTheSchema(Caller caller, Words words) {
        Heard whole = whole(caller, words, caller.request("json", Ask.SCHEMA, false));
        assertThat(Caller.tree(whole.text())).isEqualTo(Caller.tree(Said.JSON));
        assertThat(whole.finish()).isEqualTo("stop");
        assertThat(at(words).asked("json").hasSchema()).isTrue();
        Heard streamed = stream(caller, words, caller.request("json", Ask.SCHEMA, true));
        assertThat(Caller.tree(streamed.text())).isEqualTo(Caller.tree(Said.JSON));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("cells")
    void thoughtsAndTheirSignaturesSurviveThereAndBack(Caller caller, Words words) {
        assumeTrue(words.hasThoughts(), "this dialect has no thoughts");
        for (boolean isStream : new boolean[] {false, true}) {
            ObjectNode request = caller.request("reasoning", Ask.PLAIN, isStream);
            Heard heard = isStream ? stream(caller, words, request) : whole(caller, words, request);
            assertThat(heard.text()).isEqualTo(Said.TEXT);
            assertThat(heard.thought()).isEqualTo(Said.THOUGHT);
            assertThat(heard.finish()).isEqualTo("stop");
            whole(caller, words, caller.withReply("text", heard));
            Words.Asked asked = at(words).asked("text");
            assertThat(asked.texts()).containsExactly(Caller.QUESTION, "And tomorrow?");
            if (words.signsThoughts()) {
                assertThat(asked.thoughts()).containsExactly(Said.THOUGHT + " " + Said.SIGNATURE);
            }
        }
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("cells")
    void tooManyRequestsAreRefusedInTheCallersWordsWithTheTimeToWait(Caller caller, Words words) {
        for (boolean isStream : new boolean[] {false, true}) {
            HttpResponse<String> answer = post(caller, words, caller.request("limited", Ask.PLAIN, isStream));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
            assertThat(answer.headers().firstValue("retry-after")).hasValue(String.valueOf(Said.RETRY_AFTER));
            JsonNode error = Caller.tree(answer.body());
            assertThat(caller.error(error)).contains("rate_limit");
        }
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("cells")
    void aPromptThatIsTooLongIsTheCallersMistakeInTheCallersWords(Caller caller, Words words) {
        HttpResponse<String> answer = post(caller, words, caller.request("overflow", Ask.PLAIN, false));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        String error = caller.error(Caller.tree(answer.body()));
        assertThat(error).isIn("context_length_exceeded", "invalid_request_error");
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("cells")
    void whoLeavesInTheMiddleStopsTheProvider(Caller caller, Words words) throws Exception {
        Scenarios there = at(words);
        int before = there.server("stall").aborted();
        String body = caller.request("stall", Ask.PLAIN, true).toString();
        try (RawClient client = RawClient.to(there.router().port())) {
            client.send(RawClient.postTo("/v1" + caller.path(), body));
            client.readUntil(Said.PIECES.get(0));
        }
        await().untilAsserted(() -> assertThat(there.server("stall").aborted()).isEqualTo(before + 1));
        await().untilAsserted(() -> assertThat(there.router().inFlight("stall")).isZero());
    }
}
