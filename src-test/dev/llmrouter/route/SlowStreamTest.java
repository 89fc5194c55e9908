package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.cutAfter;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.drip;
import static dev.llmrouter.fixture.FakeOpenAi.finish;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static dev.llmrouter.fixture.FakeOpenAi.stallAfter;
import static dev.llmrouter.fixture.FakeOpenAi.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FakeOpenAi.Answer;
import dev.llmrouter.fixture.GeminiWords;
import dev.llmrouter.fixture.OpenAiWords;
import dev.llmrouter.fixture.RawClient;
import dev.llmrouter.fixture.Said;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 100 characters a second for 300 ms are 30 characters that must have come. */
class SlowStreamTest {

    private final FakeOpenAi up = answering(drip(chunk("slow"), 100));
    private final FakeOpenAi gemini =
            answering(drip(GeminiWords.event(List.of(GeminiWords.text("slow")), null, -1), 100));
    private final FakeOpenAi good = answering(new OpenAiWords().text(true));
    private final TestRouter router = TestRouter.with(
            """
        providers:
          up: { type: openai, baseUrl: "%s" }
          google: %s
          good: { type: openai, baseUrl: "%s" }
        targets:
          o: { provider: up, model: m1, timeouts: { minimumSpeed: 100, speedWindow: 300ms } }
          g: { provider: google, model: m1, timeouts: { minimumSpeed: 100, speedWindow: 300ms } }
          patient: { provider: up, model: m1 }
          good: { provider: good, model: m1 }
        models:
          both-o: { policy: priority, of: [ o, good ] }
          both-g: { policy: priority, of: [ g, good ] }
        """
                    .formatted(up.baseUrl(), new GeminiWords().provider(gemini), good.baseUrl()));

    @AfterEach
    void stop() {
        router.close();
        Stream.of(up, gemini, good).forEach(FakeOpenAi::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"o", "g"})
    void aStreamThatBeginsTooSlowlyIsAbandonedAndItsCallerSeesNothingOfIt(String target) {
        HttpResponse<String> answer = router.stream("both-" + target);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-llm-target")).hasValue("good");
        assertThat(answer.body())
                .contains(Said.PIECES.get(0))
                .doesNotContain("slow")
                .endsWith(done());
        FakeOpenAi server = target.equals("o") ? up : gemini;
        await().until(() -> server.open() == 0 && router.inFlight(target) == 0);
        assertThat(router.metrics())
                .contains("llm_attempts_total{outcome=\"upstream_too_slow\",target=\"" + target + "\"} 1.0");
    }

    @Test
    void whereNobodyIsFasterTheCallerGetsAStatus() {
        HttpResponse<String> answer = router.stream("o");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("upstream_too_slow", "'minimumSpeed'");
    }

    @Test
    void whereNoSpeedIsAskedForNothingIsHeld() {
        up.nowAnswering(stallAfter(role(), chunk("s")));
        try (RawClient client = RawClient.to(router.port())) {
            client.send(RawClient.post(
                    "{\"model\":\"patient\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"?\"}]}"));
            client.readUntil("\"s\"");
        }
    }

    static Stream<Arguments> enough() {
        String arguments = "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\","
                + "\"function\":{\"name\":\"f\",\"arguments\":\"" + "1".repeat(30) + "\"}}]}}]}\n\n";
        return Stream.of(
                Arguments.of("as many characters as it takes", role() + chunk("0123456789") + chunk("x".repeat(20))),
                Arguments.of("arguments of a tool", role() + arguments),
                Arguments.of(
                        "thoughts", role() + chunk("x".repeat(30)).replace("\"content\"", "\"reasoning_content\"")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("enough")
    void whatIsFastEnoughIsGivenAwayAsSoonAsThatIsKnown(String name, String events) {
        up.nowAnswering(stallAfter(events));
        try (RawClient client = RawClient.to(router.port())) {
            client.send(RawClient.post(
                    "{\"model\":\"o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"?\"}]}"));
            assertThat(client.readUntil(events.substring(events.length() - 40).strip()))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReplyThatIsShortIsNotSlow(boolean hasDone) {
        up.nowAnswering(
                hasDone ? stream(role(), chunk("No."), finish(), done()) : stream(role(), chunk("No."), finish()));
        assertThat(router.stream("o").body()).isEqualTo(role() + chunk("No.") + finish() + done());
    }

    static Stream<Arguments> breaks() {
        String error = "data: {\"error\":{\"message\":\"overloaded\",\"code\":503}}\n\n";
        return Stream.of(
                Arguments.of("a cut", cutAfter(role(), chunk("slow"))),
                Arguments.of("an error", stream(role(), chunk("slow"), error)),
                Arguments.of("an end without a finish", stream(role(), chunk("slow"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaks")
    void whatBreaksWhileItIsHeldIsSaidByTheNextTarget(String name, Answer broken) {
        up.nowAnswering(broken);
        HttpResponse<String> answer = router.stream("both-o");
        assertThat(answer.headers().firstValue("x-llm-target")).hasValue("good");
        assertThat(answer.body()).doesNotContain("slow").endsWith(done());
    }
}
