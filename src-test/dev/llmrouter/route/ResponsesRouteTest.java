package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.cutAfter;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.pieces;
import static dev.llmrouter.fixture.FakeOpenAi.stallAfter;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.FakeOpenAi.stream;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FakeOpenAi.Answer;
import dev.llmrouter.fixture.RawClient;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses at a provider that speaks them itself, and how a call goes from it to one that does not. */
class ResponsesRouteTest {

    private static final String WHOLE =
            "{ \"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\",\"error\":null,"
                    + "\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Grüße 🌍\"}]}],\"x\":1.0,"
                    + "\"usage\":{\"input_tokens\":100,\"input_tokens_details\":{\"cached_tokens\":40},\"output_tokens\":20,"
                    + "\"output_tokens_details\":{\"reasoning_tokens\":8},\"total_tokens\":120}}\n";
    private static final String CREATED =
            event("response.created", "\"sequence_number\":0,\"response\":{\"id\":\"resp_1\",\"error\":null}");
    private static final String PROGRESS =
            event("response.in_progress", "\"sequence_number\":1,\"response\":{\"id\":\"resp_1\"}");
    private static final String ADDED =
            event("response.output_item.added", "\"sequence_number\":2,\"item\":{\"type\":\"message\",\"content\":[]}");
    private static final String DELTA =
            event("response.output_text.delta", "\"sequence_number\":3,\"delta\":\"half 🌍\"");
    private static final String COMPLETED =
            event("response.completed", "\"sequence_number\":4,\"response\":" + WHOLE.strip());
    private static final String FAILED = event(
            "response.failed",
            "\"sequence_number\":4,\"response\":{\"error\":{\"code\":\"server_error\",\"message\":\"It broke\"}}");

    private static final FakeOpenAi speaks = answering(status(200, WHOLE));
    private static final FakeOpenAi chats = answering(completion("Hi"));
    private static TestRouter router;

    private static String event(String type, String fields) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + fields + "}\n\n";
    }

    @BeforeAll
    static void start() {
        router = TestRouter.with(
                """
            providers:
              speaks: { type: openai, baseUrl: "%s", operations: [chat, responses] }
              chats: { type: openai, baseUrl: "%s" }
            targets:
              speaker: { provider: speaks, model: upstream-model }
              chatter: { provider: chats, model: upstream-model }
            models:
              first-speaker: { policy: priority, of: [ speaker, chatter ] }
              first-chatter: { policy: priority, of: [ chatter, speaker ] }
            """
                        .formatted(speaks.baseUrl(), chats.baseUrl()));
    }

    @AfterAll
    static void stop() {
        router.close();
        speaks.close();
        chats.close();
    }

    private static HttpResponse<String> ask(String model, String fields) {
        return router.post("/responses", "{\"model\":\"" + model + "\",\"input\":\"Hello\"" + fields + "}");
    }

    private static HttpResponse<String> streamed(String model) {
        return ask(model, ",\"stream\":true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"input\":\"Hello\"}",
                ",\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_1\"}],\"previous_response_id\":\"resp_1\"}",
                ",\"prompt\":{\"id\":\"pmpt_1\"},\"background\":true,\"of_tomorrow\":9007199254740993}",
                " ,\n\"tools\":[{\"type\":\"web_search\"}],\"input\":\"\\u00e9 é 🌍\" }\n",
                ",\"input\":\"x\",\"input_model\":\"m\",\"stream\":false,\"temperature\":0.10}",
            })
    void aRequestArrivesAsSentAndTheReplyAsGiven(String rest) {
        speaks.nowAnswering(status(200, WHOLE));
        HttpResponse<String> reply = router.post("/responses", "{\"model\":\"speaker\"" + rest);
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(WHOLE);
        assertThat(speaks.last().path()).isEqualTo("/v1/responses");
        assertThat(speaks.last().body()).isEqualTo("{\"model\":\"upstream-model\"" + rest);
    }

    @Test
    void aStreamComesBackAsGivenWhereverItIsCut() {
        String given = CREATED + PROGRESS + ": ping\n\n" + ADDED + DELTA + COMPLETED;
        byte[] bytes = given.getBytes(UTF_8);
        for (int at = 1; at < bytes.length; at += 7) {
            speaks.nowAnswering(pieces(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at, bytes.length)));
            assertThat(streamed("speaker").body()).as("cut at %d", at).isEqualTo(given);
        }
        assertThat(speaks.last().body())
                .isEqualTo("{\"model\":\"upstream-model\",\"input\":\"Hello\",\"stream\":true}");
    }

    @Test
    void whatComesBehindTheLastEventIsLeftOut() {
        speaks.nowAnswering(stream(CREATED, DELTA, COMPLETED, "data: [DONE]\n\n", DELTA));
        assertThat(streamed("speaker").body()).isEqualTo(CREATED + DELTA + COMPLETED);
    }

    @Test
    void theTokensAreThoseThatTheResponseTells() {
        speaks.nowAnswering(stream(CREATED, DELTA, COMPLETED));
        String kinds = "llm_tokens_total{kind=\"%s\",target=\"speaker\"}";
        double before = tokens(kinds.formatted("cached"));
        streamed("speaker");
        await().until(() -> tokens(kinds.formatted("cached")) == before + 40);
    }

    private static double tokens(String meter) {
        return router.metrics()
                .lines()
                .filter(line -> line.startsWith(meter))
                .mapToDouble(line -> Double.parseDouble(line.substring(meter.length())))
                .sum();
    }

    static Stream<Arguments> failuresBeforeContent() {
        return Stream.of(
                Arguments.of("a failed response", stream(CREATED, PROGRESS, ADDED, FAILED)),
                Arguments.of(
                        "an error event", stream(CREATED, event("error", "\"message\":\"It broke\",\"code\":null"))),
                Arguments.of("a cut", cutAfter(CREATED, PROGRESS, ADDED)),
                Arguments.of("no events", stream()),
                Arguments.of("an end without content", stream(CREATED, "data: [DONE]\n\n")),
                Arguments.of("a refusal for too many requests", error(429, "slow down")),
                Arguments.of("another dialect", streamOf("chunk")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failuresBeforeContent")
    void aStreamThatFailsBeforeItsFirstContentIsTheNextTargets(String name, Answer failing) {
        speaks.nowAnswering(failing);
        chats.nowAnswering(streamOf("from ", "the other"));
        HttpResponse<String> reply = streamed("first-speaker");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("x-llm-target")).contains("chatter");
        assertThat(reply.body())
                .contains("\"text\":\"from the other\"")
                .contains("event: response.completed\n")
                .containsOnlyOnce("event: response.created\n")
                .doesNotContain("\"resp_1\"")
                .doesNotContain("[DONE]");
    }

    @Test
    void aFailureBeforeContentWithNobodyElseIsAnErrorOfTheWholeCall() {
        speaks.nowAnswering(stream(CREATED, FAILED));
        HttpResponse<String> reply = streamed("speaker");
        assertThat(reply.statusCode()).isEqualTo(502);
        assertThat(reply.body()).startsWith("{\"error\":{\"message\":\"It broke");
    }

    static Stream<Arguments> failuresBehindContent() {
        return Stream.of(
                Arguments.of("a failed response", "upstream_error", stream(CREATED, DELTA, FAILED)),
                Arguments.of("a cut", "upstream_cut", cutAfter(CREATED, DELTA)),
                Arguments.of("an end", "upstream_cut", stream(CREATED, DELTA)),
                Arguments.of("an end by habit", "upstream_cut", stream(CREATED, DELTA, "data: [DONE]\n\n")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failuresBehindContent")
    void aStreamThatFailsBehindItsFirstContentEndsWithAnError(String name, String code, Answer failing) {
        speaks.nowAnswering(failing);
        HttpResponse<String> reply = streamed("first-speaker");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body())
                .startsWith(CREATED + DELTA + "event: error\ndata: {\"type\":\"error\",\"sequence_number\":")
                .contains("\"code\":\"" + code + "\"")
                .endsWith("}}\n\n")
                .doesNotContain("response.failed");
    }

    @Test
    void aWholeResponseThatFailedIsTheNextTargets() {
        speaks.nowAnswering(
                status(
                        200,
                        "{\"object\":\"response\",\"status\":\"failed\",\"error\":{\"code\":\"server_error\",\"message\":\"x\"},\"output\":[]}"));
        chats.nowAnswering(completion("Hi"));
        HttpResponse<String> reply = ask("first-speaker", "");
        assertThat(reply.headers().firstValue("x-llm-target")).contains("chatter");
        assertThat(reply.body()).contains("\"object\":\"response\"").contains("\"text\":\"Hi\"");
    }

    @Test
    void whatOnlyASpeakerOfResponsesCanDoFindsOne() {
        speaks.nowAnswering(status(200, WHOLE));
        HttpResponse<String> reply = ask("first-chatter", ",\"previous_response_id\":\"resp_0\"");
        assertThat(reply.headers().firstValue("x-llm-target")).contains("speaker");
        assertThat(reply.body()).isEqualTo(WHOLE);
    }

    @Test
    void aRequestThatCanNotBeReadIsRefusedByItsPlace() {
        HttpResponse<String> reply =
                router.post("/responses", "{\"model\":\"chatter\",\"input\":[{\"role\":\"robot\",\"content\":\"x\"}]}");
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).contains("\"param\":\"input[0].role\"").contains("\"type\":\"invalid_request_error\"");
        assertThat(router.post("/responses", "{\"model\":\"chatter\"}").statusCode())
                .isEqualTo(400);
        assertThat(router.post("/responses", "[]").statusCode()).isEqualTo(400);
        assertThat(router.get("/v1/responses").statusCode()).isEqualTo(405);
    }

    @Test
    void aCallerWhoLeavesIsNotWaitedFor() {
        speaks.nowAnswering(stallAfter(CREATED, DELTA));
        int before = speaks.aborted();
        String asked = "{\"model\":\"speaker\",\"input\":\"Hello\",\"stream\":true}";
        try (RawClient client = RawClient.to(router.port())
                .send(
                        "POST /v1/responses HTTP/1.1\r\nHost: router\r\nContent-Type: application/json\r\nContent-Length: "
                                + asked.length() + "\r\n\r\n" + asked)) {
            client.readUntil("half");
        }
        await().until(() -> speaks.aborted() == before + 1 && router.inFlight("speaker") == 0);
    }
}
