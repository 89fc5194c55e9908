package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.cutAfter;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.drip;
import static dev.llmrouter.fixture.FakeOpenAi.finish;
import static dev.llmrouter.fixture.FakeOpenAi.flood;
import static dev.llmrouter.fixture.FakeOpenAi.heldStream;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static dev.llmrouter.fixture.FakeOpenAi.stallAfter;
import static dev.llmrouter.fixture.FakeOpenAi.stream;
import static dev.llmrouter.fixture.FakeOpenAi.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FakeOpenAi.Answer;
import dev.llmrouter.fixture.RawClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTest {

    private static final String ASK = RawClient.post(
            "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");

    private final FakeOpenAi up = answering(completion("Hi"));
    private final TestRouter router = TestRouter.with(
            """
        providers:
          up: { type: openai, baseUrl: "%s" }
        targets:
          m: { provider: up, model: m1, timeouts: { idle: 200ms } }
          short: { provider: up, model: m1, timeouts: { total: 300ms } }
        """
                    .formatted(up.baseUrl()));

    @AfterEach
    void stop() {
        router.close();
        up.close();
    }

    @Test
    void theFirstContentIsNotHeldBack() {
        CompletableFuture<Void> seen = new CompletableFuture<>();
        up.nowAnswering(heldStream(role() + chunk("first"), seen, chunk("second"), finish(), done()));
        try (RawClient client = RawClient.to(router.port()).send(ASK)) {
            assertThat(client.readUntil("first"))
                    .startsWith("HTTP/1.1 200")
                    .contains("x-llm-target: m\r\n")
                    .contains("x-request-id: ");
            seen.complete(null);
            client.readUntil("second");
            client.readUntil("[DONE]");
        }
    }

    @Test
    void everyChunkGoesOutBeforeTheNextOneIsThere() {
        up.nowAnswering(drip(chunk("tick"), 50));
        try (RawClient client = RawClient.to(router.port()).send(ASK)) {
            for (int i = 0; i < 5; i++) {
                client.readUntil("tick");
            }
        }
    }

    static Stream<Arguments> breaks() {
        String error = "data: {\"error\":{\"message\":\"overloaded\",\"code\":503}}\n\n";
        return Stream.of(
                Arguments.of("a cut", "upstream_cut", cutAfter(role(), chunk("half"))),
                Arguments.of("a cut within an event", "upstream_cut", cutAfter(chunk("half"), "data: {\"cho")),
                Arguments.of("silence", "upstream_timeout", stallAfter(role(), chunk("half"))),
                Arguments.of("an error event", "upstream_overloaded", stream(role(), chunk("half"), error, done())),
                Arguments.of(
                        "an error in one piece with content", "upstream_overloaded", stream(chunk("half") + error)),
                Arguments.of("an end without a finish", "upstream_cut", stream(role(), chunk("half"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaks")
    void aStreamThatBreaksBehindItsFirstContentEndsWithAnError(String name, String code, Answer broken) {
        up.nowAnswering(broken);
        HttpResponse<String> reply = router.stream("m");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body())
                .contains("half")
                .contains("data: {\"error\":{\"message\":")
                .contains("\"code\":\"" + code + "\"")
                .endsWith("}}\n\n")
                .doesNotContain("[DONE]");
        await().until(() -> up.open() == 0 && router.inFlight("m") == 0);
    }

    @Test
    void anEndWithoutDoneIsGoodOnceTheChoiceHasFinished() {
        up.nowAnswering(stream(role(), chunk("whole"), finish(), usage()));
        assertThat(router.stream("m").body()).isEqualTo(role() + chunk("whole") + finish() + done());
    }

    @Test
    void theLastEventMayLackItsBlankLine() {
        up.nowAnswering(stream(role(), chunk("whole"), finish(), "data: [DONE]"));
        assertThat(router.stream("m").body()).isEqualTo(role() + chunk("whole") + finish() + done());
    }

    @Test
    void anEndWithoutDoneIsACutWhileAChoiceHasNotFinished() {
        String other = chunk("half").replace("\"index\":0", "\"index\":1");
        up.nowAnswering(stream(chunk("whole"), other, finish()));
        assertThat(router.stream("m").body()).contains("upstream_cut").doesNotContain("[DONE]");
    }

    @Test
    void aProviderThatStaysBehindDoneIsLeft() {
        up.nowAnswering(stallAfter(role(), chunk("whole"), finish(), done()));
        assertThat(router.stream("m").body()).endsWith(done());
        await().atMost(Duration.ofSeconds(5)).until(() -> up.open() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"content", "comments"})
    void aStreamThatGoesOnForTooLongIsBrokenOff(String with) {
        String first = role() + chunk("half");
        CompletableFuture<Void> never = new CompletableFuture<>();
        up.nowAnswering(
                with.equals("content")
                        ? drip(chunk("half"), 20)
                        : (request, asked) -> {
                            heldStream(first, never).to(request, asked);
                            drip(": ping\n\n", 20).to(request, asked);
                        });
        HttpResponse<String> reply = router.stream("short");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body())
                .contains("half")
                .contains("upstream_timeout")
                .contains("'total'")
                .doesNotContain("[DONE]");
        await().until(() -> up.open() == 0);
    }

    @Test
    void aSlowCallerHoldsTheProviderBackAndLosesNothing() {
        int events = 50_000;
        String event = chunk("x".repeat(1000));
        AtomicInteger written = new AtomicInteger();
        up.nowAnswering(flood(event, events, written));
        try (RawClient client = RawClient.slowTo(router.port()).send(ASK)) {
            client.readUntil("xxx");
            await().during(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(2))
                    .untilAsserted(() -> assertThat(written.get()).isLessThan(events / 3));
            assertThat(up.open()).isEqualTo(1);
            String rest = client.readUntil("[DONE]");
            assertThat(rest).doesNotContain("error");
            assertThat(rest.length()).isGreaterThan(events * 1000);
        }
        assertThat(written).hasValue(events);
    }
}
