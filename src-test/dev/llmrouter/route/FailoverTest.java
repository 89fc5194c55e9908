package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.cutAfter;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.reset;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.FakeOpenAi.stream;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FakeOpenAi.Answer;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailoverTest {

    private final FakeOpenAi first = answering(completion("first"));
    private final FakeOpenAi second = answering(completion("second"));
    private final TestRouter router = TestRouter.with(
            """
        providers:
          one: { type: openai, baseUrl: "%s" }
          two: { type: openai, baseUrl: "%s" }
          gone: { type: openai, baseUrl: "http://127.0.0.1:1/v1" }
        targets:
          a: { provider: one, model: m1, timeouts: { firstToken: 300ms, total: 500ms } }
          b: { provider: two, model: m2 }
          dead: { provider: gone, model: m3 }
        models:
          both: { of: [ a, b ] }
          fromTheDead: { of: [ dead, b ] }
        failures:
          rules:
            - { provider: one, status: 422, says: "(?i)out of memory", is: overloaded }
            - { provider: one, says: "maintenance", is: overloaded }
        """
                    .formatted(first.baseUrl(), second.baseUrl()));

    @AfterEach
    void stop() {
        router.close();
        first.close();
        second.close();
    }

    static Stream<Arguments> failuresOfAWholeReply() {
        return Stream.of(
                Arguments.of("408", error(408, "slow")),
                Arguments.of("409", error(409, "conflict")),
                Arguments.of("429", error(429, "slow down")),
                Arguments.of("500", error(500, "oops")),
                Arguments.of("502 with HTML", status(502, "<html>Bad gateway</html>")),
                Arguments.of("503", error(503, "away")),
                Arguments.of("HTML with 200", status(200, "<html>Welcome</html>")),
                Arguments.of("half a JSON object", status(200, "{\"choices\":[{\"index\":0,")),
                Arguments.of("an error with 200", status(200, "{\"error\":{\"message\":\"overloaded\"}}")),
                Arguments.of("a closed connection", reset()),
                Arguments.of("silence", hang()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failuresOfAWholeReply")
    void fallsOverToTheNextTargetOn(String name, Answer failure) {
        first.nowAnswering(failure);
        HttpResponse<String> reply = router.ask("both");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).contains("second");
        assertThat(reply.headers().firstValue("x-llm-target")).contains("b");
        assertThat(reply.headers().firstValue("x-llm-attempts")).contains("2");
        assertThat(first.received()).hasSize(1);
    }

    @Test
    void fallsOverWhenNobodyListens() {
        assertThat(router.ask("fromTheDead").body()).contains("second");
    }

    static Stream<Arguments> failuresBeforeTheFirstContent() {
        return Stream.of(
                Arguments.of("429", error(429, "slow down")),
                Arguments.of("an error event", stream("data: {\"error\":{\"message\":\"overloaded\"}}\n\n", done())),
                Arguments.of("an error event behind the role", stream(role(), "data: {\"error\":{\"code\":503}}\n\n")),
                Arguments.of("a cut behind the role", cutAfter(role())),
                Arguments.of("an end behind the role", stream(role())),
                Arguments.of("nothing but the end", stream(done())),
                Arguments.of("no stream", status(200, "{\"choices\":[]}")),
                Arguments.of("silence behind the role", FakeOpenAi.stallAfter(role(), ": ping\n\n")),
                Arguments.of("silence", hang()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failuresBeforeTheFirstContent")
    void aStreamFallsOverUnseenBeforeItsFirstContentOn(String name, Answer failure) {
        first.nowAnswering(failure);
        second.nowAnswering(streamOf("sec", "ond"));
        HttpResponse<String> reply = router.stream("both");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body())
                .contains("sec")
                .contains("ond")
                .endsWith(done())
                .doesNotContain("error");
        assertThat(reply.headers().firstValue("x-llm-target")).contains("b");
    }

    @Test
    void neverFallsOverBehindTheFirstContent() {
        first.nowAnswering(cutAfter(role(), chunk("half")));
        HttpResponse<String> reply = router.stream("both");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body())
                .contains("half")
                .contains("\"error\"")
                .contains("upstream_cut")
                .doesNotContain("[DONE]");
        assertThat(second.received()).isEmpty();
    }

    @Test
    void aStreamThatFallsSilentEndsWithOneErrorThatSaysSo() {
        first.nowAnswering(FakeOpenAi.stallAfter(role(), chunk("half")));
        String events = router.stream("both").body();
        assertThat(events).contains("half").containsOnlyOnce("\"error\"").contains("upstream_timeout");
    }

    @Test
    void aRefusalIsWhatTheRulesSayOfThatProvider() {
        first.nowAnswering(status(422, "{\"detail\":\"CUDA out of memory\"}"));
        assertThat(router.ask("both").body()).contains("second");
        first.nowAnswering(stream(role(), "data: {\"error\":{\"code\":400,\"message\":\"maintenance\"}}\n\n"));
        second.nowAnswering(streamOf("sec", "ond"));
        assertThat(router.stream("both").body()).contains("ond");
        second.nowAnswering(status(422, "{\"detail\":\"CUDA out of memory\"}"));
        assertThat(router.ask("two/m2").statusCode()).isEqualTo(422);
    }

    @Test
    void aRequestThatIsRefusedAsSuchIsNotTriedElsewhere() {
        first.nowAnswering(status(
                400,
                "{\"error\":{\"message\":\"Bad temperature\",\"type\":\"invalid_request_error\",\"param\":\"temperature\","
                        + "\"code\":\"out_of_range\"}}"));
        HttpResponse<String> reply = router.ask("both");
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body())
                .contains("Bad temperature")
                .contains("temperature")
                .contains("out_of_range");
        assertThat(second.received()).isEmpty();
    }

    @Test
    void oneErrorTellsOfAllAttemptsWhenNobodyAnswers() {
        first.nowAnswering(error(500, "oops"));
        second.nowAnswering(error(429, "slow down", "Retry-After", "7"));
        HttpResponse<String> reply = router.ask("both");
        assertThat(reply.statusCode()).isEqualTo(429);
        assertThat(reply.headers().firstValue("retry-after")).contains("7");
        assertThat(reply.headers().firstValue("x-llm-attempts")).contains("2");
        assertThat(reply.body()).contains("a upstream_error").contains("b rate_limit_exceeded");
    }
}
