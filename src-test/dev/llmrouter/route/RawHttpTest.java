package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static dev.llmrouter.fixture.RawClient.post;
import static dev.llmrouter.fixture.RawClient.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.RawClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawHttpTest {

    private static final String GOOD = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private final FakeOpenAi up = answering(completion("Hi"));
    private final TestRouter router = TestRouter.with(
            """
            providers:
              up: { type: openai, baseUrl: "%s" }
            targets:
              m: { provider: up, model: upstream-model }
              limited: { provider: up, model: upstream-model }
            overload: { queue: 0 }    # who gets 429 is told so, and not kept until the target has rested
            """
                    .formatted(up.baseUrl()));
    private final RawClient client = RawClient.to(router.port());

    @AfterEach
    void stop() {
        client.close();
        router.close();
        up.close();
    }

    private static String chunked(String body, String... headers) {
        return post("", headers).replace("Content-Length: 0", "Transfer-Encoding: chunked")
                + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    }

    @Test
    void whoExpectsAContinueGetsIt() {
        String request = post(GOOD, "Expect: 100-continue");
        int body = request.length() - GOOD.length();
        client.send(request.substring(0, body));
        assertThat(client.answer().status()).isEqualTo(100);
        assertThat(up.received()).isEmpty();
        client.send(GOOD);
        assertThat(client.answer().body()).contains("Hi");
    }

    @Test
    void whoExpectsAContinueForWhatIsRefusedDoesNotGetIt() {
        client.send("POST /v1/models HTTP/1.1\r\nHost: r\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        assertThat(client.answer().status()).isEqualTo(405);
        assertThat(client.rest()).isEmpty();
    }

    @Test
    void anUpgradeToHttp2IsPassedOver() {
        client.send(post(
                GOOD,
                "Connection: Upgrade, HTTP2-Settings",
                "Upgrade: h2c",
                "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA"));
        RawClient.Answer answer = client.answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("upgrade")).isNull();
        assertThat(answer.body()).contains("Hi");
        assertThat(client.send(post(GOOD)).answer().status()).isEqualTo(200);
    }

    @Test
    void whatIsBetweenTheCallerAndTheRouterStaysThere() {
        client.send(post(
                GOOD,
                "Connection: x-foo, keep-alive",
                "X-Foo: 1",
                "Keep-Alive: timeout=5",
                "TE: trailers",
                "Trailer: X-Sum",
                "Proxy-Authorization: Basic c2VjcmV0",
                "Proxy-Connection: keep-alive",
                "Authorization: Bearer of-the-caller",
                "X-Api-Key: of-the-caller",
                "Cookie: session=secret",
                "X-Forwarded-For: 10.1.2.3",
                "User-Agent: of-the-caller",
                "Accept-Encoding: gzip"));
        assertThat(client.answer().status()).isEqualTo(200);
        assertThat(up.last().headers().keySet())
                .isSubsetOf("host", "content-type", "content-length", "user-agent", "connection");
        assertThat(up.last().headers().toString())
                .doesNotContain("of-the-caller")
                .doesNotContain("secret")
                .doesNotContain("x-foo");
        assertThat(up.last().header("host")).isEqualTo("127.0.0.1:" + up.port());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsBetweenTheRouterAndTheProviderStaysThere(boolean stream) {
        FakeOpenAi.Answer answer = stream ? streamOf("Hi") : completion("Hi");
        up.nowAnswering((request, asked) -> {
            request.response()
                    .putHeader("Set-Cookie", "session=secret")
                    .putHeader("Connection", "x-bar")
                    .putHeader("X-Bar", "1")
                    .putHeader("Keep-Alive", "timeout=5")
                    .putHeader("Server", "cloud")
                    .putHeader("Proxy-Authenticate", "Basic")
                    .putHeader("Upgrade", "h2c")
                    .putHeader("Trailer", "X-Sum")
                    .putHeader("OpenAI-Processing-Ms", "12");
            answer.to(request, asked);
        });
        RawClient.Answer seen = client.send(
                        post(stream ? GOOD.replace("{\"model\"", "{\"stream\":true,\"model\"") : GOOD))
                .answer();
        assertThat(seen.body()).contains("Hi");
        assertThat(seen.headers())
                .doesNotContainKeys("set-cookie", "connection", "x-bar", "keep-alive", "server", "upgrade", "trailer")
                .doesNotContainKey("proxy-authenticate")
                .containsEntry("openai-processing-ms", "12");
    }

    @Test
    void aTraceGoesOn() {
        client.send(post(
                GOOD,
                "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "tracestate: a=1",
                "Idempotency-Key: 42"));
        client.answer();
        assertThat(up.last().header("traceparent"))
                .isEqualTo("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        assertThat(up.last().header("tracestate")).isEqualTo("a=1");
        assertThat(up.last().header("idempotency-key")).isEqualTo("42");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u000bb", "a\u0000b", "a\u0001b", "é", "a\fb", "a\r\n b", ""})
    void aForwardedHeaderThatIsOddHangsNothing(String odd) {
        client.send(post(GOOD, "baggage: " + odd));
        assertThat(client.answer().status()).isIn(200, 400);
    }

    @Test
    void oneConnectionServesManyRequestsWhateverTheyCameTo() {
        for (int i = 0; i < 3; i++) {
            assertThat(client.send(post(GOOD)).answer().status()).isEqualTo(200);
            assertThat(client.send(post("{")).answer().status()).isEqualTo(400);
            assertThat(client.send(post(GOOD.replace("\"m\"", "\"x\"")))
                            .answer()
                            .status())
                    .isEqualTo(404);
            assertThat(client.send(request("GET", "/v1/chat/completions"))
                            .answer()
                            .status())
                    .isEqualTo(405);
            assertThat(client.send(request("GET", "/nothing")).answer().status())
                    .isEqualTo(404);
            assertThat(client.send(request("GET", "/v1/models/%zz")).answer().status())
                    .isEqualTo(400);
            up.nowAnswering(streamOf("one", "two"));
            assertThat(client.send(post("{\"stream\":true," + GOOD.substring(1)))
                            .answer()
                            .body())
                    .contains("two")
                    .endsWith("[DONE]\n\n");
            up.nowAnswering(status(429, "{}"));
            assertThat(client.send(post(GOOD.replace("\"m\"", "\"limited\"")))
                            .answer()
                            .status())
                    .isEqualTo(429);
            up.nowAnswering(completion("Hi"));
        }
    }

    @Test
    void aRequestIsReadWhateverThePiecesItComesIn() {
        for (char piece : post(GOOD).toCharArray()) {
            client.send(String.valueOf(piece));
        }
        assertThat(client.answer().status()).isEqualTo(200);
        assertThat(up.last().body()).isEqualTo(GOOD.replace("\"m\"", "\"upstream-model\""));
    }

    @Test
    void aChunkedRequestIsRead() {
        assertThat(client.send(chunked(GOOD)).answer().status()).isEqualTo(200);
        assertThat(up.last().body()).isEqualTo(GOOD.replace("\"m\"", "\"upstream-model\""));
        assertThat(up.last().header("transfer-encoding")).isNull();
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        up.nowAnswering((request, asked) -> {
            String user = asked.toJsonObject().getString("user");
            long delay = user.equals("0") ? 200 : 1;
            io.vertx.core.Vertx.currentContext().owner().setTimer(delay, late -> completion("for " + user)
                    .to(request, asked));
        });
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            requests.append(post("{\"user\":\"" + i + "\"," + GOOD.substring(1)));
        }
        client.send(requests + request("GET", "/v1/models/m") + post("{"));
        for (int i = 0; i < 5; i++) {
            assertThat(client.answer().body()).contains("for " + i);
        }
        assertThat(client.answer().body()).contains("\"id\":\"m\"");
        assertThat(client.answer().status()).isEqualTo(400);
    }

    @Test
    void pipelinedStreamsAreNotMixed() {
        up.nowAnswering((request, asked) ->
                streamOf(asked.toJsonObject().getString("user"), "end").to(request, asked));
        String body = "{\"stream\":true,\"user\":\"%s\"," + GOOD.substring(1);
        client.send(post(body.formatted("one")) + post(body.formatted("two")));
        assertThat(client.answer().body()).contains(chunk("one")).doesNotContain("two");
        assertThat(client.answer().body()).contains(chunk("two")).doesNotContain("one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5", "Content-Length: 0", "Content-Length: 10000"})
    void aRequestWithTwoLengthsSmugglesNothing(String length) {
        String hidden = request("GET", "/v1/models");
        client.send(chunked(GOOD, length) + hidden);
        RawClient.Answer answer = client.answer();
        assertThat(answer.status()).isIn(200, 400);
        if (answer.status() == 200) {
            assertThat(up.last().body()).isEqualTo(GOOD.replace("\"m\"", "\"upstream-model\""));
            assertThat(client.answer().body()).contains("\"object\":\"list\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: x",
                "Content-Length: -1",
                "Transfer-Encoding: identity, chunked\r\nContent-Length: 3",
                "Transfer-Encoding: xchunked\r\nContent-Length: 3",
                "X : 1\r\nContent-Length: 0",
                "no colon\r\nContent-Length: 0",
            })
    void aHeadThatCanBeReadTwoWaysEndsTheConnectionOrIsRefused(String lines) {
        client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: r\r\n" + lines + "\r\n\r\n{}\n" + post(GOOD));
        assertThat(client.rest()).matches("(?s)|HTTP/1.1 4.*").doesNotContain("Hi");
        await().during(Duration.ofMillis(100)).until(() -> up.received().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD,    /health",
        "HEAD,    /v1/models",
        "HEAD,    /v1/chat/completions",
        "HEAD,    /nothing",
        "OPTIONS, /v1/chat/completions",
        "OPTIONS, /nothing",
        "OPTIONS, *",
    })
    void aMethodThatAsksForLittleIsAnsweredAtOnce(String method, String path) {
        client.send(request(method, path));
        RawClient.Answer answer = method.equals("HEAD") ? client.answerWithoutBody() : client.answer();
        assertThat(answer.status()).isBetween(200, 499);
        assertThat(client.send(request("GET", "/v1/models")).answer().status()).isEqualTo(200);
    }

    @Test
    void theOldProtocolIsAnsweredAndTheConnectionClosed() {
        client.send("POST /v1/chat/completions HTTP/1.0\r\nContent-Length: " + GOOD.length() + "\r\n\r\n" + GOOD);
        assertThat(client.rest()).contains(" 200 ").contains("Hi");
    }

    @Test
    void aLongHeadIsTakenAndAnEndlessOneRefused() {
        assertThat(client.send(post(GOOD, "Cookie: " + "c".repeat(50_000)))
                        .answer()
                        .status())
                .isEqualTo(200);
        client.send(post(GOOD, "Cookie: " + "c".repeat(70_000)));
        assertThat(client.answer().status()).isEqualTo(431);
    }

    @Test
    void aCallerThatSendsTheRestOfARefusedBodyIsNotKept() {
        client.send("POST /v1/models HTTP/1.1\r\nHost: r\r\nContent-Length: 100000000\r\n\r\n");
        assertThat(client.answer().header("connection")).isEqualTo("close");
        org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(client.rest())
                .isEmpty());
    }
}
