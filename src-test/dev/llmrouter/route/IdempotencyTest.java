package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.cutAfter;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.fixture.FakeOpenAi;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdempotencyTest {

    private static final String KEY = "idempotency-key";

    private final FakeOpenAi model = answering(completion("first"), completion("second"));
    private final TestRouter router = TestRouter.with(
            """
            retries: { count: 0 }
            providers:
              up: { type: openai, baseUrl: "%s" }
            targets:
              m: { provider: up, model: upstream-model }
            tenants:
              acme: { requestsPerMinute: 10 }
              other: {}
            """
                    .formatted(model.baseUrl()),
            ShownIdentity::bind);

    @AfterEach
    void stop() {
        router.close();
        model.close();
    }

    private static String question(String text) {
        return "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    private static String streamed(String text) {
        return question(text).replace("{\"model\"", "{\"stream\":true,\"model\"");
    }

    private HttpResponse<String> ask(String question, String key) {
        return router.chat(question, KEY, key, ShownIdentity.HEADER, "acme");
    }

    private static boolean isRepeat(HttpResponse<String> response) {
        return response.headers().firstValue("idempotent-replayed").isPresent();
    }

    private static void assertSame(HttpResponse<String> again, HttpResponse<String> before) {
        assertThat(isRepeat(before)).isFalse();
        assertThat(isRepeat(again)).as(again.body()).isTrue();
        assertThat(again.statusCode()).isEqualTo(before.statusCode());
        assertThat(again.body()).isEqualTo(before.body());
        List<String> own = List.of("x-request-id", "idempotent-replayed", "transfer-encoding", "content-length");
        assertThat(again.headers().map()).containsAllEntriesOf(without(before, own));
    }

    private static java.util.Map<String, List<String>> without(HttpResponse<String> response, List<String> names) {
        var headers = new java.util.HashMap<>(response.headers().map());
        names.forEach(headers::remove);
        return headers;
    }

    @Test
    void theSameAnswerComesAgainAndNobodyIsAsked() {
        HttpResponse<String> before = ask(question("Hello"), "k1");
        assertThat(before.statusCode()).isEqualTo(200);
        assertSame(ask(question("Hello"), "k1"), before);
        assertSame(ask(question("Hello"), "k1"), before);
        assertThat(model.received()).hasSize(1);
        HttpResponse<String> next = ask(question("Hello"), "k2");
        assertThat(next.body()).contains("second");
        // of 10 two were made
        assertThat(next.headers().firstValue("x-ratelimit-remaining-requests")).hasValue("8");
        assertThat(router.metrics()).contains("outcome=\"repeated\"");
    }

    @Test
    void withoutTheHeaderEveryRequestIsItsOwn() {
        for (String answer : List.of("first", "second")) {
            assertThat(router.chat(question("Hello"), ShownIdentity.HEADER, "acme")
                            .body())
                    .contains(answer);
        }
    }

    @Test
    void aStreamComesAgainWithTheSameEvents() {
        model.nowAnswering(streamOf("one ", "two"));
        HttpResponse<String> before = ask(streamed("Hello"), "k1");
        assertThat(before.body()).contains("[DONE]");
        assertSame(ask(streamed("Hello"), "k1"), before);
        assertThat(model.received()).hasSize(1);
    }

    @Test
    void theSameKeyWithAnotherRequestIsRefused() {
        ask(question("Hello"), "k1");
        HttpResponse<String> other = ask(question("Good bye"), "k1");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("used before, for another request").contains("idempotency_key_reused");
        assertThat(model.received()).hasSize(1);
    }

    @Test
    void keysAreOfTheirTenant() {
        assertThat(ask(question("Hello"), "k1").body()).contains("first");
        HttpResponse<String> others = router.chat(question("Good bye"), KEY, "k1", ShownIdentity.HEADER, "other");
        assertThat(others.body()).contains("second");
    }

    @Test
    void failuresThatMayPassAreNotKept() {
        model.nowAnswering(error(500, "no"), error(500, "no"), completion("now"));
        assertThat(ask(question("Hello"), "k1").statusCode()).isBetween(500, 502);
        assertThat(ask(question("Hello"), "k1").statusCode()).isBetween(500, 502);
        assertThat(ask(question("Hello"), "k1").body()).contains("now");
    }

    @Test
    void failuresThatStayAreKept() {
        model.nowAnswering(error(400, "never"));
        HttpResponse<String> before = ask(question("Hello"), "k1");
        assertSame(ask(question("Hello"), "k1"), before);
        assertThat(model.received()).hasSize(1);
    }

    @Test
    void aStreamThatBreaksOffIsNotKept() {
        model.nowAnswering(cutAfter(FakeOpenAi.chunk("Hi")), streamOf("one ", "two"));
        assertThat(ask(streamed("Hello"), "k1").body()).contains("error");
        assertThat(ask(streamed("Hello"), "k1").body()).contains("[DONE]");
    }
}
