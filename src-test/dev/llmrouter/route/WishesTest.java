package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.finish;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.heldStream;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static dev.llmrouter.fixture.FakeOpenAi.stallAfter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.llmrouter.call.Call;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FakeOpenAi.Answer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WishesTest {

    private static final FakeOpenAi first = answering(completion("first"));
    private static final FakeOpenAi second = answering(completion("second"));
    private static TestRouter router;

    @BeforeAll
    static void start() {
        router = TestRouter.with(
                """
            providers:
              alpha: { type: openai, baseUrl: "%s", quirks: { drops: [ logit_bias ] } }
              beta: { type: vllm, baseUrl: "%s" }
              sim: { type: simulator, latency: 1h }
            targets:
              a: { provider: alpha, model: ma, price: { input: 5, output: 10 }, breaker: { minimumCalls: 100 } }
              fragile: { provider: alpha, model: mf, breaker: { minimumCalls: 2, window: 2 } }
              b: { provider: beta, model: mb, price: { input: 1, output: 2 } }
              free: { provider: beta, model: mc }
              slow: { provider: sim, model: ms }
              a1: { provider: alpha, model: m1 }
              a2: { provider: alpha, model: m2 }
              a3: { provider: alpha, model: m3 }
              a4: { provider: alpha, model: m4 }
              b4: { provider: beta, model: m4 }
            models:
              both: { policy: priority, of: [ a, b ] }
              all: { policy: priority, of: [ free, a, b ] }
              other: { of: [ b ] }
              unknown1: { of: [ a1, b ] }    # what is learned of a target in one test is no matter in another
              unknown2: { of: [ a2, b ] }
              unknown3: { of: [ a3, b ] }
              unknown4: { of: [ a4, b4 ] }
            """
                        .formatted(first.baseUrl(), second.baseUrl()));
    }

    @BeforeEach
    void forget() {
        first.received().clear();
        second.received().clear();
        first.nowAnswering(completion("first"));
        second.nowAnswering(completion("second"));
    }

    @AfterAll
    static void stop() {
        router.close();
        first.close();
        second.close();
    }

    private static String prompt(String fields) {
        return "{" + fields + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    private static String target(HttpResponse<String> reply) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return reply.headers().firstValue("x-llm-target").orElseThrow();
    }

    @ParameterizedTest(name = "{0} by {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"model\":\"both\" | a",
                "\"model\":\"both\",\"provider\":{\"order\":[\"beta\"]} | b",
                "\"model\":\"both\",\"provider\":{\"order\":[\"VLLM\"]} | b",
                "\"model\":\"both\",\"provider\":{\"only\":[\"beta\"]} | b",
                "\"model\":\"both\",\"provider\":{\"ignore\":[\"openai\"]} | b",
                "\"model\":\"both\",\"provider\":{\"sort\":\"price\"} | b",
                "\"model\":\"both\",\"provider\":{\"max_price\":{\"prompt\":2}} | b",
                "\"model\":\"both\",\"provider\":{\"max_price\":{\"completion\":\"9.99\"}} | b",
                "\"model\":\"all\",\"provider\":{\"max_price\":{\"prompt\":5}} | a",
                "\"model\":\"all\",\"provider\":{\"sort\":\"price\"} | b",
                "\"model\":\"both\",\"provider\":{\"quantizations\":[\"unknown\"]} | a",
                "\"model\":\"both:floor\" | b",
                "\"model\":\"unknown4:nitro\" | a4",
                "\"models\":[\"other\",\"both\"] | b",
                "\"models\":[\"both:floor\"],\"route\":\"fallback\" | b",
                "\"models\":[\"a\",\"b\"],\"provider\":{\"sort\":\"price\"} | a",
                "\"models\":[\"a\",\"b\"],\"provider\":{\"sort\":{\"by\":\"price\",\"partition\":\"none\"}} | b",
                "\"model\":\"both\",\"logit_bias\":{\"1\":1},\"provider\":{\"require_parameters\":false} | a",
                "\"model\":\"both\",\"logit_bias\":{\"1\":1},\"provider\":{\"require_parameters\":true} | b"
            })
    void theBodySaysWhoAnswers(String fields, String expected) {
        assertThat(target(router.chat(prompt(fields)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "x-llm-target, b, b",
        "x-llm-policy, weighted, ''",
        "x-llm-policy, priority, a",
        "x-llm-priority, low, b",
        "x-llm-priority, high, a",
        "x-llm-deadline-ms, 60000, a"
    })
    void headersSayWhoAnswers(String header, String value, String expected) {
        assertThat(target(router.chat(prompt("\"model\":\"both\""), header, value)))
                .matches(expected.isEmpty() ? "a|b" : expected);
    }

    @Test
    void theFallbacksAreTriedInTheirOrder() {
        first.nowAnswering(error(500, "oops"));
        HttpResponse<String> reply = router.chat(prompt("\"model\":\"a\",\"models\":[\"b\"]"));
        assertThat(target(reply)).isEqualTo("b");
        assertThat(reply.headers().firstValue("x-llm-attempts")).contains("2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"provider\":{\"allow_fallbacks\":false}",
                "\"provider\":{\"only\":[\"alpha\"]}",
                "\"provider\":{\"order\":[\"alpha\"],\"allow_fallbacks\":false}"
            })
    void whereThereMayBeNoFallbackTheFailureIsTheAnswer(String wish) {
        first.nowAnswering(error(404, "unknown"));
        assertThat(router.chat(prompt("\"model\":\"both\"," + wish)).statusCode())
                .isEqualTo(404);
        assertThat(second.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"only\":[\"gamma\"]}",
                "{\"ignore\":[\"alpha\",\"beta\"]}",
                "{\"max_price\":{\"prompt\":0.5}}",
                "{\"zdr\":true}",
                "{\"data_collection\":\"deny\"}",
                "{\"quantizations\":[\"fp8\"]}"
            })
    void nobodyIsAskedWhoMayNotAnswer(String provider) {
        HttpResponse<String> reply = router.chat(prompt("\"model\":\"all\",\"provider\":" + provider));
        assertThat(reply.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(first.received()).isEmpty();
        assertThat(second.received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"model\":\"both\",\"provider\":{\"sort\":\"best\"} | x-other | y | provider.sort",
                "\"model\":\"both\",\"provider\":{\"zrd\":true} | x-other | y | provider.zrd",
                "\"model\":\"both\",\"models\":[7] | x-other | y | models[0]",
                "\"model\":\"both\" | x-llm-policy | content | x-llm-policy",
                "\"model\":\"both\" | x-llm-target | free | x-llm-target",
                "\"model\":\"both\" | x-llm-deadline-ms | soon | x-llm-deadline-ms",
                "\"model\":\"both\" | x-llm-priority | urgent | x-llm-priority"
            })
    void whatIsNotUnderstoodIsRefused(String fields, String header, String value, String param) {
        HttpResponse<String> reply = router.chat(prompt(fields), header, value);
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).contains("\"param\":\"" + param + "\"").contains("invalid_request_error");
        assertThat(first.received()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/chat/completions | \"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]",
                "/responses | \"input\":\"Hi\"",
                "/messages | \"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]",
                "/completions | \"prompt\":\"Hi\"",
                "/embeddings | \"input\":\"Hi\"",
                "/rerank | \"query\":\"Hi\",\"documents\":[\"Ho\"]"
            })
    void noProviderSeesAWishInAnyDialect(String path, String prompt) {
        router.post(
                path,
                "{\"models\":[\"a\",\"b\"],\"provider\":{\"order\":[\"beta\",\"alpha\"]},\"route\":\"fallback\","
                        + prompt + "}",
                "x-llm-priority",
                "high",
                "x-llm-target",
                "a",
                "anthropic-version",
                "2023-06-01");
        assertThat(first.last().body())
                .contains("\"model\":\"ma\"")
                .doesNotContain("models")
                .doesNotContain("provider")
                .doesNotContain("route");
        assertThat(first.last().headers().keySet()).noneMatch(name -> name.startsWith("x-llm"));
    }

    @Test
    void theOtherBytesStayAsTheyWere() {
        router.chat("{ \"provider\":{\"sort\":\"price\"} , \"n\" : 1.0,\"model\":\"a\",\r\n\"models\":[] ,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}] }");
        assertThat(first.last().body())
                .isEqualTo("{ \"n\" : 1.0,\"model\":\"ma\" ,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}] }");
    }

    @Test
    void theOfficialClientSendsThemAsItSendsThemToOpenRouter() {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(router.url())
                .apiKey("none")
                .maxRetries(0)
                .build();
        var reply = client.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model("both:floor")
                        .addUserMessage("Hello")
                        .putAdditionalBodyProperty("models", JsonValue.from(List.of("a", "free")))
                        .putAdditionalBodyProperty(
                                "provider", JsonValue.from(Map.of("ignore", List.of("beta"), "allow_fallbacks", true)))
                        .build());
        client.close();
        assertThat(reply.choices().get(0).message().content()).contains("first");
        assertThat(first.last().body()).doesNotContain("provider").doesNotContain("models");
    }

    @Test
    void aRouteSaysItWithHeadersOfItsMessage() {
        try (ProducerTemplate template = router.camel().createProducerTemplate()) {
            Exchange answered = template.request("direct:chat", exchange -> {
                exchange.getMessage().setBody(prompt("\"model\":\"both\""));
                exchange.getMessage().setHeader("LlmTarget", "b");
                exchange.getMessage().setHeader("LlmDeadlineMs", 60_000);
            });
            assertThat(answered.getException()).isNull();
            assertThat(answered.getVariable("call", Call.class).answeredBy())
                    .satisfies(target -> assertThat(target.name()).isEqualTo("b"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Stream<Arguments> waysToTakeTooLong() {
        return Stream.of(
                Arguments.of("a whole reply", "unknown1", false, hang()),
                Arguments.of("a stream", "unknown2", true, hang()),
                Arguments.of("a stream of which only the role has come", "unknown3", true, stallAfter(role())),
                Arguments.of("a whole reply of a LangChain4j model", "slow", false, hang()),
                Arguments.of("a stream of a LangChain4j model", "slow", true, hang()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waysToTakeTooLong")
    void theDeadlineEndsTheCallAndNobodyElseIsAsked(String name, String model, boolean stream, Answer slow) {
        first.nowAnswering(slow);
        long begin = System.nanoTime();
        HttpResponse<String> reply =
                router.chat(prompt("\"model\":\"" + model + "\",\"stream\":" + stream), "x-llm-deadline-ms", "150");
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(149), Duration.ofSeconds(5));
        assertThat(reply.statusCode()).isEqualTo(504);
        assertThat(reply.body()).contains("deadline_exceeded");
        assertThat(second.received()).isEmpty();
    }

    @Test
    void whatIsLeftOfTheTimeIsForTheNextAttempt() {
        first.nowAnswering(error(500, "oops"));
        second.nowAnswering(hang());
        HttpResponse<String> reply = router.chat(prompt("\"model\":\"both\""), "x-llm-deadline-ms", "150");
        assertThat(reply.statusCode()).isEqualTo(504);
        assertThat(reply.body()).contains("a upstream_error, b deadline_exceeded");
    }

    @Test
    void anImpatientCallerIsHeldAgainstNobody() {
        first.nowAnswering(hang());
        for (int i = 0; i < 3; i++) {
            router.chat(prompt("\"model\":\"fragile\""), "x-llm-deadline-ms", "20");
        }
        assertThat(router.metrics()).contains("llm_circuit_open{target=\"fragile\"} 0.0");
    }

    @Test
    void aStreamThatHasBegunInTimeMayTakeItsTime() {
        CompletableFuture<Void> late = new CompletableFuture<>();
        first.nowAnswering(heldStream(role() + chunk("be"), late, chunk("gun"), finish(), done()));
        long begin = System.nanoTime();
        CompletableFuture<HttpResponse<String>> reply = CompletableFuture.supplyAsync(
                () -> router.chat(prompt("\"model\":\"a\",\"stream\":true"), "x-llm-deadline-ms", "300"));
        await().until(() -> System.nanoTime() - begin > Duration.ofMillis(400).toNanos());
        late.complete(null);
        assertThat(reply.join().body()).contains("be").contains("gun").endsWith(done());
    }

    @Test
    void countingTokensKnowsTheNamesThatACallMayHave() {
        HttpResponse<String> counted = router.post(
                "/messages/count_tokens", prompt("\"model\":\"both:floor\",\"provider\":{\"order\":[\"beta\"]}"));
        assertThat(counted.body()).contains("input_tokens");
    }
}
