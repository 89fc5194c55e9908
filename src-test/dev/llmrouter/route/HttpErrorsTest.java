package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.reset;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.RawClient.post;
import static dev.llmrouter.fixture.RawClient.request;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmrouter.fixture.CapturedLog;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FakeOpenAi.Answer;
import dev.llmrouter.fixture.RawClient;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpErrorsTest {

    private static final String GOOD = "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final int TOO_MUCH = (32 << 20) + 1;

    private final FakeOpenAi up = answering(completion("Hi"));
    private final TestRouter router = TestRouter.with(
            """
        providers:
          up: { type: openai, baseUrl: "%s" }
          gone: { type: openai, baseUrl: "http://127.0.0.1:1/v1" }
        targets:
          small: { provider: up, model: m1, timeouts: { total: 300ms } }
          roomy: { provider: up, model: m1 }
          dead: { provider: gone, model: m2 }
        retries: { count: 0 }
        overload: { queue: 0 }
        """
                    .formatted(up.baseUrl()));

    @AfterEach
    void stop() {
        router.close();
        up.close();
    }

    /** Checks the envelope, and returns what is in it. */
    private static JsonNode errorIn(String body) {
        try {
            JsonNode root = new ObjectMapper().readTree(body);
            assertThat(root.fieldNames()).toIterable().containsExactly("error");
            JsonNode error = root.get("error");
            assertThat(error.fieldNames()).toIterable().containsExactly("message", "type", "param", "code");
            assertThat(error.get("message").asText()).isNotBlank();
            assertThat(error.get("type").asText()).isNotBlank();
            return error;
        } catch (java.io.IOException e) {
            throw new AssertionError("no JSON: " + body, e);
        }
    }

    private JsonNode refusal(String request, int status) {
        try (RawClient client = RawClient.to(router.port())) {
            return refusal(client.send(request).answer(), status);
        }
    }

    private static JsonNode refusal(RawClient.Answer answer, int status) {
        JsonNode error = errorIn(answer.body());
        assertThat(answer.status()).as(error.toString()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.header("x-request-id")).isNotBlank();
        return error;
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("nothing", "", "JSON"),
                Arguments.of("blanks", "  \n", "JSON"),
                Arguments.of("no JSON", "Hello", "line 1"),
                Arguments.of("half an object", GOOD.substring(0, 40), "JSON"),
                Arguments.of("half a string", "{\"model\":\"sm", "JSON"),
                Arguments.of("an array", "[" + GOOD + "]", "JSON object"),
                Arguments.of("a text", "\"Hello\"", "JSON object"),
                Arguments.of("null", "null", "JSON object"),
                Arguments.of("something behind", GOOD + "x", "JSON"),
                Arguments.of("another object behind", GOOD + GOOD, "nothing behind"),
                Arguments.of("a comment", "/* */" + GOOD, "JSON"),
                Arguments.of("100,000 levels", GOOD.replace("\"Hello\"", "[".repeat(100_000)), "levels"),
                Arguments.of("100,000 closed levels", deep("[", "]"), "levels"),
                Arguments.of("100,000 objects", deep("{\"a\":", "}"), "levels"));
    }

    private static String deep(String open, String close) {
        return "{\"model\":\"small\",\"messages\":[{}],\"x\":" + open.repeat(100_000) + "1" + close.repeat(100_000)
                + "}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void aBodyThatIsNoJsonObjectIsRefused(String name, String body, String why) {
        JsonNode error = refusal(post(body), 400);
        assertThat(error.get("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.get("message").asText()).contains(why);
        assertThat(up.received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "{\"messages\":[{}]}                                                  ; model",
                "{\"model\":1,\"messages\":[{}]}                                      ; model",
                "{\"model\":null,\"messages\":[{}]}                                   ; model",
                "{\"model\":[\"small\"],\"messages\":[{}]}                            ; model",
                "{\"model\":\" \",\"messages\":[{}]}                                  ; model",
                "{\"model\":\"small\"}                                                ; messages",
                "{\"model\":\"small\",\"messages\":[]}                                ; messages",
                "{\"model\":\"small\",\"messages\":null}                              ; messages",
                "{\"model\":\"small\",\"messages\":\"Hello\"}                         ; messages",
                "{\"model\":\"small\",\"messages\":{\"role\":\"user\"}}               ; messages",
                "{\"model\":\"small\",\"messages\":[\"Hello\"]}                       ; messages",
                "{\"model\":\"small\",\"messages\":[{}],\"stream\":\"yes\"}           ; stream",
                "{\"model\":\"small\",\"messages\":[{}],\"stream\":1}                 ; stream",
                "{\"model\":\"small\",\"messages\":[{}],\"stream_options\":true}      ; stream_options",
            })
    void aParameterThatIsMissingOrWrongIsNamed(String body, String param) {
        JsonNode error = refusal(post(body), 400);
        assertThat(error.get("param").asText()).isEqualTo(param);
        assertThat(error.get("message").asText()).contains("'" + param + "'");
        assertThat(up.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"samll", "smal", "SMALL", "small "})
    void aModelThatDoesNotExistIsAnsweredWithThoseThatAreNear(String model) {
        JsonNode error = refusal(post(GOOD.replace("small", model)), 404);
        assertThat(error.get("code").asText()).isEqualTo("model_not_found");
        assertThat(error.get("message").asText()).contains("'" + model + "'").contains("Did you mean small");
    }

    @Test
    void aModelWithAnEndlessNameIsNotRepeatedInFull() {
        assertThat(refusal(post(GOOD.replace("small", "s".repeat(100_000))), 404)
                        .get("message")
                        .asText())
                .hasSizeLessThan(500);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /",
        "GET,    /v1",
        "GET,    /v1/files",
        "POST,   /v1/completions/x",
        "GET,    /v1/responses/resp_1",
        "POST,   /v1/chat/completions/x",
        "DELETE, /nothing/here",
        "GET,    /v1/%00/..%2f..%2fetc/passwd",
        "GET,    /v1/models/nope",
        "GET,    /v1/models/up%2F",
        "GET,    /v1/models/..%2Fsmall",
    })
    void whatDoesNotExistIsNotFound(String method, String path) {
        refusal(request(method, path), 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models/%zz", "/v1/models/%", "/%zz", "/v1/chat/completions?%zz", "*", "v1/models"})
    void aPathThatCannotBeReadIsRefusedInTheEnvelope(String path) {
        try (RawClient client = RawClient.to(router.port());
                CapturedLog log = CapturedLog.of("ROOT", Level.WARN)) {
            RawClient.Answer answer = client.send(request("GET", path)).answer();
            assertThat(answer.status()).isBetween(400, 405);
            refusal(answer, answer.status());
            assertThat(log.atLeast(Level.WARN)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET,     /v1/chat/completions, POST",
        "PUT,     /v1/chat/completions, POST",
        "DELETE,  /v1/chat/completions, POST",
        "OPTIONS, /v1/chat/completions, POST",
        "FROB,    /v1/chat/completions, POST",
        "GET,     /v1/responses,        POST",
        "GET,     /v1/completions,      POST",
        "POST,    /v1/models,           GET",
        "DELETE,  /v1/models/small,     GET",
        "POST,    /health,              GET",
    })
    void anotherMethodIsRefusedNamingTheRightOne(String method, String path, String right) {
        try (RawClient client = RawClient.to(router.port())) {
            RawClient.Answer answer = client.send(request(method, path)).answer();
            assertThat(refusal(answer, 405).get("message").asText())
                    .contains(method)
                    .contains(right);
            assertThat(answer.header("allow")).isEqualTo(right);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "json"})
    void aBodyThatIsNotCalledJsonIsRefused(String type) {
        assertThat(router.chat(GOOD, "content-type", type).statusCode()).isEqualTo(415);
        errorIn(router.chat(GOOD, "content-type", type).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON; charset=utf-8", "application/problem+json"})
    void aBodyThatIsCalledJsonIsTaken(String type) {
        assertThat(router.chat(GOOD, "content-type", type).statusCode()).isEqualTo(200);
    }

    @Test
    void aBodyThatSaysItIsTooLongIsRefusedUnread() {
        String head = post("").replace("Content-Length: 0", "Content-Length: " + TOO_MUCH);
        assertThat(refusal(head, 413).get("message").asText()).contains("33554432 bytes");
        assertThat(refusal(head.replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n"), 413))
                .isNotNull();
    }

    @Test
    void aBodyThatGrowsTooLongIsRefusedBeforeItsEnd() {
        String head = post("").replace("Content-Length: 0", "Transfer-Encoding: chunked");
        String chunk = "100000\r\n" + "x".repeat(1 << 20) + "\r\n";
        try (RawClient client = RawClient.to(router.port()).send(head)) {
            for (int i = 0; i < 33; i++) {
                client.send(chunk);
            }
            refusal(client.answer(), 413);
        }
    }

    @Test
    void aCallerThatSendsEverythingFirstLearnsOfItToo() {
        HttpResponse<String> reply = router.chat(GOOD.replace("Hello", "x".repeat(TOO_MUCH)));
        assertThat(reply.statusCode()).isEqualTo(413);
        errorIn(reply.body());
    }

    @Test
    void aBodyOfNearlyTheLimitIsTaken() {
        assertThat(router.chat(GOOD.replace("small", "roomy").replace("Hello", "x".repeat(31 << 20)))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "400, 400, some_error",
        "401, 502, server_error",
        "403, 502, server_error",
        "404, 404, some_error",
        "413, 413, some_error",
        "422, 422, some_error",
        "429, 429, some_error",
        "500, 502, some_error",
        "502, 502, some_error",
        "503, 503, some_error",
        "504, 504, some_error",
        "529, 503, some_error",
        "302, 502, some_error",
    })
    void aProvidersRefusalKeepsItsMeaning(int given, int shown, String type) {
        up.nowAnswering(error(given, "because"));
        HttpResponse<String> reply = router.ask("small");
        assertThat(reply.statusCode()).isEqualTo(shown);
        JsonNode error = errorIn(reply.body());
        assertThat(error.get("type").asText()).isEqualTo(type);
        assertThat(reply.headers().firstValue("x-llm-attempts")).contains("1");
        assertThat(reply.headers().firstValue("x-request-id")).isPresent();
        if (given == 401 || given == 403) {
            assertThat(error.get("message").asText()).contains("credentials").doesNotContain("because");
        } else {
            assertThat(error.get("message").asText()).contains("because");
        }
    }

    static Stream<Arguments> brokenAnswers() {
        return Stream.of(
                Arguments.of("HTML", 502, status(200, "<html>Welcome</html>")),
                Arguments.of("HTML with an error", 502, status(500, "<html>10.0.0.1 is down</html>")),
                Arguments.of("half an answer", 502, status(200, completionText().substring(0, 60))),
                Arguments.of("no choices", 502, status(200, "{\"choices\":[]}")),
                Arguments.of("nothing", 502, status(200, "")),
                Arguments.of("an array", 502, status(200, "[]")),
                Arguments.of("an error with 200", 502, status(200, "{\"error\":{\"message\":\"oops\"}}")),
                Arguments.of("an overload with 200", 503, status(200, "{\"error\":{\"message\":\"overloaded\"}}")),
                Arguments.of(
                        "a rate limit with 200", 429, status(200, "{\"error\":{\"code\":429,\"message\":\"slow\"}}")),
                Arguments.of("a broken connection", 502, reset()),
                Arguments.of("a connection that breaks in the body", 502, (Answer) (request, asked) -> {
                    request.response().putHeader("content-length", "1000").write(completionText());
                    request.response().write("{").onComplete(out -> request.connection()
                            .close());
                }),
                Arguments.of("silence", 504, hang()));
    }

    private static String completionText() {
        return "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello there\"}}]}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenAnswers")
    void whatIsNoAnswerBecomesAnError(String name, int status, Answer broken) {
        up.nowAnswering(broken);
        for (HttpResponse<String> reply : List.of(router.ask("small"), router.stream("small"))) {
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
            assertThat(errorIn(reply.body()).toString()).doesNotContain("html").doesNotContain("127.0.0.1");
        }
    }

    @Test
    void aProviderThatIsNotThereIsABadGateway() {
        HttpResponse<String> reply = router.ask("dead");
        assertThat(reply.statusCode()).isEqualTo(502);
        assertThat(errorIn(reply.body()).get("code").asText()).isEqualTo("upstream_unreachable");
        assertThat(reply.body()).doesNotContain("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"my-own.Id_1:2/3+4=", "7", "0123456789abcdef"})
    void aCallersOwnRequestIdIsKept(String id) {
        assertThat(router.chat(GOOD, "x-request-id", id).headers().allValues("x-request-id"))
                .containsExactly(id);
        assertThat(router.chat("{", "x-request-id", id).headers().allValues("x-request-id"))
                .containsExactly(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "<script>", "a\tb", "\"", "é", ""})
    void aRequestIdThatCouldDoHarmIsReplaced(String id) {
        try (RawClient client = RawClient.to(router.port())) {
            assertThat(client.send(post(GOOD, "X-Request-Id: " + id)).answer().header("x-request-id"))
                    .matches("req_[0-9a-f]{24}");
        }
    }

    @Test
    void aRequestIdThatIsTooLongIsReplaced() {
        assertThat(router.chat(GOOD, "x-request-id", "a".repeat(129)).headers().firstValue("x-request-id"))
                .hasValueSatisfying(id -> assertThat(id).startsWith("req_"));
    }
}
