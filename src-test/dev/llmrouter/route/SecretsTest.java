package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.FakeOpenAi.stream;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.llmrouter.fixture.CapturedLog;
import dev.llmrouter.fixture.CapturedOutput;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FakeOpenAi.Answer;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    private static final String KEY = "sk-proj-Vq8+z/Tt41_Hh==";
    private static final String OTHER_KEY = "azure-7f3e9d1c55";

    private final FakeOpenAi up = answering(completion("Hi"));
    private final String address = "127.0.0.1:" + up.port();
    private final CapturedLog log = CapturedLog.of("ROOT", Level.INFO);
    private final CapturedLog ownLog = CapturedLog.of("dev.llmrouter", Level.TRACE);
    private final CapturedOutput output = CapturedOutput.begin();
    private final TestRouter router = TestRouter.with(
            """
        providers:
          up: { type: openai, baseUrl: "%s", apiKey: "{{sys:secrets-test.key}}",
                headers: { api-key: "Token {{sys:secrets-test.other}}", x-region: eu } }
          gone: { type: openai, baseUrl: "http://gpu7.corp.invalid:8123/v1", apiKey: "{{sys:secrets-test.key}}" }
        targets:
          m: { provider: up, model: m1, breaker: { window: 1000, minimumCalls: 1000 } }
          dead: { provider: gone, model: m2 }
        overload: { queue: 0 }
        """
                    .formatted(up.baseUrl()));

    @BeforeAll
    static void hideTheKeys() {
        System.setProperty("secrets-test.key", KEY);
        System.setProperty("secrets-test.other", OTHER_KEY);
    }

    @AfterAll
    static void forgetTheKeys() {
        System.clearProperty("secrets-test.key");
        System.clearProperty("secrets-test.other");
    }

    @AfterEach
    void stop() {
        router.close();
        output.close();
        ownLog.close();
        log.close();
        up.close();
        assertNothingShown(output.text());
        assertNothingShown(String.join("\n", log.atLeast(Level.TRACE)));
    }

    private void assertNothingShown(String text) {
        assertThat(text)
                .doesNotContain(KEY)
                .doesNotContain(OTHER_KEY)
                .doesNotContain(address)
                .doesNotContain("gpu7")
                .doesNotContain(KEY.substring(0, 12));
    }

    private void assertNothingShown(HttpResponse<String> reply) {
        assertNothingShown(reply.body());
        assertNothingShown(reply.headers().map().toString());
    }

    @Test
    void theKeysReachTheProviderAndNobodyElse() {
        assertNothingShown(router.ask("m"));
        assertThat(up.last().header("authorization")).isEqualTo("Bearer " + KEY);
        assertThat(up.last().header("api-key")).isEqualTo("Token " + OTHER_KEY);
    }

    /** What providers have been seen to answer, with everything in it that is nobody's business. */
    private List<String> indiscretions() {
        return List.of(
                "Incorrect API key provided: " + KEY + ". You can find your API key at https://platform.openai.com.",
                "connect ECONNREFUSED " + address,
                "POST " + up.baseUrl() + "/chat/completions with Authorization: Bearer " + KEY + " failed",
                "api-key " + OTHER_KEY + " has no access to the host " + address + " in the region eu");
    }

    static Stream<Integer> refusals() {
        return Stream.of(400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aRefusalThatRepeatsThemIsScrubbed(int refusal) {
        for (String message : indiscretions()) {
            up.nowAnswering(error(refusal, message));
            assertNothingShown(router.ask("m"));
            assertNothingShown(router.stream("m"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":\"%s\"}",
                "{\"detail\":\"%s\"}",
                "{\"message\":\"%s\"}",
                "{\"error\":{\"message\":\"no\",\"type\":\"%1$s\",\"param\":\"%1$s\",\"code\":\"%1$s\"}}",
                "{\"error\":{\"message\":{\"deep\":\"%s\"}}}",
                "<html>%s</html>",
                "%s",
            })
    void aRefusalOfAnyShapeIsScrubbed(String shape) {
        for (String message : indiscretions()) {
            for (int status : new int[] {200, 400, 500}) {
                up.nowAnswering(status(status, shape.formatted(message), "x-debug", message, "server", address));
                assertNothingShown(router.ask("m"));
                assertNothingShown(router.stream("m"));
            }
        }
    }

    @Test
    void aRefusalWithAnEscapedKeyIsScrubbed() {
        StringBuilder escaped = new StringBuilder();
        KEY.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
        up.nowAnswering(error(400, escaped.toString()));
        HttpResponse<String> reply = router.ask("m");
        assertThat(reply.body()).contains("***");
        assertNothingShown(reply);
    }

    @Test
    void anErrorWithinAStreamIsScrubbed() {
        for (String message : indiscretions()) {
            String event = "data: {\"error\":{\"message\":\"" + message + "\",\"code\":\"" + message + "\"}}\n\n";
            for (Answer answer :
                    Arrays.asList(stream(event), stream(role(), event), stream(chunk("Hi"), event, done()))) {
                up.nowAnswering(answer);
                assertNothingShown(router.stream("m"));
            }
        }
    }

    @Test
    void aProviderThatCannotBeReachedIsNotNamed() {
        assertNothingShown(router.ask("dead"));
        assertNothingShown(router.stream("dead"));
        assertNothingShown(router.metrics());
        assertNothingShown(router.get("/v1/models"));
        assertNothingShown(router.get("/health"));
    }

    @Test
    void nothingThatIsBoundInTheRegistryTellsThem() {
        router.ask("m");
        assertThat(router.camel().getRegistry().findByType(Object.class))
                .hasSizeGreaterThan(10)
                .allSatisfy(bean -> assertNothingShown(String.valueOf(bean)));
    }

    @Test
    void whatIsNoSecretIsStillSaid() {
        up.nowAnswering(error(400, "Bad temperature for eu at " + address));
        assertThat(router.ask("m").body()).contains("Bad temperature for eu at ***");
    }
}
