package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.cutAfter;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.finish;
import static dev.llmrouter.fixture.FakeOpenAi.pieces;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static dev.llmrouter.fixture.FakeOpenAi.stallAfter;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.FakeOpenAi.stream;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static dev.llmrouter.fixture.FakeOpenAi.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.AnthropicWords;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.RawClient;
import dev.llmrouter.fixture.Said;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers of {@code /v1/messages}: before a provider of the same dialect, and before one of another. */
class AnthropicCallerTest {

    private static final String HELLO = "\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";

    private final FakeOpenAi openai = answering(completion("Hi"));
    private final FakeOpenAi anthropic = answering(new AnthropicWords().text(false));
    private final TestRouter router = TestRouter.with(
            """
        providers:
          open: { type: openai, baseUrl: "%s", apiKey: "{{TEST_KEY:sk-of-the-router}}" }
          claude: { type: anthropic, baseUrl: "%s", apiKey: "{{TEST_KEY:sk-ant-of-the-router}}" }
        targets:
          o: { provider: open, model: gpt, timeouts: { idle: 300ms } }
          c: { provider: claude, model: claude-x, timeouts: { idle: 300ms } }
        models:
          both: { policy: priority, of: [ c, o ] }
        """
                    .formatted(openai.baseUrl(), anthropic.baseUrl()));

    @AfterEach
    void stop() {
        router.close();
        openai.close();
        anthropic.close();
    }

    private HttpResponse<String> ask(String model, String... headers) {
        return router.post("/messages", "{\"model\":\"" + model + "\"," + HELLO + "}", headers);
    }

    private HttpResponse<String> askStream(String model) {
        return router.post("/messages", "{\"model\":\"" + model + "\",\"stream\":true," + HELLO + "}");
    }

    private static String names(String events) {
        return String.join(
                " ",
                events.lines()
                        .filter(line -> line.startsWith("event: "))
                        .map(line -> line.substring(7))
                        .toList());
    }

    @Test
    void aWholeMessageWhereAPieceBelongsIsNotLost() {
        openai.nowAnswering(FakeOpenAi.stream(
                "data: {\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"All of it\"},"
                        + "\"finish_reason\":\"stop\"}]}\n\n",
                FakeOpenAi.done()));
        assertThat(askStream("o").body()).contains("\"text\":\"All of it\"").contains("message_stop");
    }

    @Test
    void bytesGoToAnthropicAndComeBackAsTheyAre() {
        String sent = "{ \"new\" : [1.0, 12345678901234567890],\"model\":\"c\", " + HELLO
                + ",\"metadata\":{\"user_id\":\"\\u00e9\"}, \"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}}";
        HttpResponse<String> answer = router.post("/messages", sent);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(anthropic.last().body()).isEqualTo(sent.replace("\"c\"", "\"claude-x\""));
        assertThat(anthropic.last().path()).isEqualTo("/v1/messages");
        assertThat(answer.body())
                .isEqualTo(AnthropicWords.message(List.of(AnthropicWords.text(Said.TEXT)), "end_turn"));
        assertThat(answer.headers().firstValue("x-llm-target")).hasValue("c");
    }

    @Test
    void aStreamOfAnthropicsComesAsItIsWhereverItIsCut() {
        String events = String.join(
                "",
                AnthropicWords.events(
                        List.of(
                                AnthropicWords.begin(0, AnthropicWords.text("")),
                                AnthropicWords.ping(),
                                ": a comment\n\n",
                                AnthropicWords.delta(0, "text_delta", "text", "Grüße 🌍"),
                                AnthropicWords.end(0)),
                        "end_turn"));
        byte[] bytes = events.getBytes(StandardCharsets.UTF_8);
        for (int at = 1; at < bytes.length; at += 37) {
            anthropic.nowAnswering(
                    pieces(Arrays.copyOfRange(bytes, 0, at), Arrays.copyOfRange(bytes, at, bytes.length)));
            assertThat(askStream("c").body()).isEqualTo(events);
        }
    }

    @Test
    void aStreamOfOpenAisIsTheSameWhereverItIsCut() {
        String events = role() + chunk("Grüße") + chunk(" 🌍") + finish() + usage() + done();
        openai.nowAnswering(stream(events));
        String expected = askStream("o").body();
        assertThat(expected).contains("Grüße").contains(" 🌍").endsWith("{\"type\":\"message_stop\"}\n\n");
        byte[] bytes = events.getBytes(StandardCharsets.UTF_8);
        for (int at = 1; at < bytes.length; at += 37) {
            openai.nowAnswering(pieces(Arrays.copyOfRange(bytes, 0, at), Arrays.copyOfRange(bytes, at, bytes.length)));
            assertThat(askStream("o").body()).isEqualTo(expected);
        }
    }

    @Test
    void aStreamOfOpenAisBecomesAnthropicsEvents() {
        openai.nowAnswering(streamOf("How ", "are you?"));
        HttpResponse<String> answer = askStream("o");
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        assertThat(names(answer.body()))
                .isEqualTo("message_start content_block_start content_block_delta content_block_delta"
                        + " content_block_stop message_delta message_stop");
        assertThat(answer.body())
                .contains("\"stop_reason\":\"end_turn\"")
                .contains("\"usage\":{\"input_tokens\":5,\"cache_creation_input_tokens\":0,"
                        + "\"cache_read_input_tokens\":2,\"output_tokens\":3}");
        assertThat(openai.last().body()).contains("\"stream_options\":{\"include_usage\":true}");
    }

    @Test
    void mixedPiecesOfCallsBecomeOneBlockAfterTheOther() {
        String[] deltas = {
            "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}",
            "{\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{\\\"y\\\"\"}}]}",
            "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\\\":\"}}]}",
            "{\"content\":\"and\"}",
            "{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\":2}\"}}]}",
            "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\\"}\\\"}\"}}]}",
        };
        StringBuilder events = new StringBuilder();
        for (String delta : deltas) {
            events.append("data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":")
                    .append(delta)
                    .append("}]}\n\n");
        }
        openai.nowAnswering(stream(events + finish() + done()));
        Caller.Heard heard = new AnthropicCaller().stream(askStream("o").body());
        assertThat(heard.calls())
                .containsExactly(
                        new Caller.HeardCall("a", "f", "{\"x\":\"}\"}"), new Caller.HeardCall("b", "g", "{\"y\":2}"));
        assertThat(heard.text()).isEqualTo("and");
        assertThat(heard.finish()).isEqualTo("tool_calls");
    }

    @Test
    void tokensThatTheProviderDidNotCountAreEstimatedForTheCaller() {
        openai.nowAnswering(stream(role() + chunk("a reply of some words") + finish() + done()));
        Caller.Heard streamed = new AnthropicCaller().stream(askStream("o").body());
        assertThat(streamed.input()).isPositive();
        assertThat(streamed.output()).isPositive();
        openai.nowAnswering(
                status(
                        200,
                        "{\"id\":\"c\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":"
                                + "{\"role\":\"assistant\",\"content\":\"a reply of some words\"},\"finish_reason\":\"stop\"}]}"));
        Caller.Heard whole = new AnthropicCaller().whole(Caller.tree(ask("o").body()));
        assertThat(whole.input()).isPositive();
        assertThat(whole.output()).isEqualTo(streamed.output());
    }

    @Test
    void callsKeepAnIdThatComesAheadOfTheNameAndShareNone() {
        String[] deltas = {
            "{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{}}",
            "{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}",
            "{\"index\":1,\"id\":\"a\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}",
        };
        StringBuilder events = new StringBuilder();
        for (String delta : deltas) {
            events.append("data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[")
                    .append(delta)
                    .append("]}}]}\n\n");
        }
        openai.nowAnswering(stream(events + finish() + done()));
        assertThat(new AnthropicCaller().stream(askStream("o").body()).calls())
                .extracting(Caller.HeardCall::id)
                .containsExactly("a", "toolu_c_1");
        String call = "{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}";
        openai.nowAnswering(status(
                200,
                "{\"id\":\"c\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,"
                        + "\"tool_calls\":[" + call + "," + call + "]},\"finish_reason\":\"tool_calls\"}]}"));
        assertThat(new AnthropicCaller().whole(Caller.tree(ask("o").body())).calls())
                .extracting(Caller.HeardCall::id)
                .containsExactly("a", "toolu_c_1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a cut", "silence", "an error event"})
    void aStreamThatBreaksBehindItsFirstContentEndsWithAnErrorInAnthropicsForm(String how) {
        String begun = role() + chunk("half");
        openai.nowAnswering(
                switch (how) {
                    case "a cut" -> cutAfter(begun);
                    case "silence" -> stallAfter(begun);
                    default ->
                        stream(begun + "data: {\"error\":{\"message\":\"overloaded\",\"code\":503}}\n\n" + done());
                });
        String body = askStream("o").body();
        assertThat(body).contains("half").doesNotContain("message_stop");
        assertThat(body.substring(body.lastIndexOf("event: ")))
                .startsWith("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\""
                        + (how.equals("silence") ? "timeout_error" : "api_error") + "\",\"message\":\"")
                .endsWith("\"}}\n\n");
        await().until(() -> openai.open() == 0 && router.inFlight("o") == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a cut", "an error event", "an end"})
    void aStreamOfAnthropicsThatBreaksEndsWithAnErrorToo(String how) {
        String begun = AnthropicWords.start()
                + AnthropicWords.begin(0, AnthropicWords.text(""))
                + AnthropicWords.delta(0, "text_delta", "text", "half");
        String error = AnthropicWords.event(AnthropicWords.error("overloaded_error", "Overloaded"));
        anthropic.nowAnswering(
                switch (how) {
                    case "a cut" -> cutAfter(begun);
                    case "an end" -> stream(begun);
                    default -> stream(begun + error);
                });
        String body = askStream("c").body();
        assertThat(body).startsWith(begun + "event: error\n").doesNotContain("message_stop");
        assertThat(names(body)).endsWith("content_block_delta error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"529", "500", "an error before content", "no content", "a page", "429"})
    void whatFailsBeforeTheFirstContentIsAnsweredByTheNext(String how) {
        String begun =
                AnthropicWords.start() + AnthropicWords.begin(0, AnthropicWords.text("")) + AnthropicWords.ping();
        String error = AnthropicWords.event(AnthropicWords.error("overloaded_error", "Overloaded"));
        anthropic.nowAnswering(
                switch (how) {
                    case "529" -> AnthropicWords.error(529, "overloaded_error", "Overloaded");
                    case "500" -> AnthropicWords.error(500, "api_error", "Internal server error");
                    case "429" -> AnthropicWords.error(429, "rate_limit_error", "slow");
                    case "a page" -> status(200, "<html>");
                    case "no content" -> stream(begun + AnthropicWords.stop());
                    default -> stream(begun + error);
                });
        openai.nowAnswering(streamOf("from the other"));
        HttpResponse<String> answer = askStream("both");
        assertThat(answer.headers().firstValue("x-llm-attempts")).hasValue("2");
        assertThat(names(answer.body()))
                .startsWith("message_start content_block_start")
                .endsWith("message_stop");
        assertThat(answer.body()).contains("from the other").doesNotContain("Overloaded");
    }

    @Test
    void anAbortStopsTheProvider() {
        openai.nowAnswering(stallAfter(role(), chunk("first")));
        try (RawClient client = RawClient.to(router.port())
                .send(RawClient.postTo("/v1/messages", "{\"model\":\"o\",\"stream\":true," + HELLO + "}"))) {
            client.readUntil("first");
        }
        await().until(() -> openai.aborted() == 1 && router.inFlight("o") == 0);
    }

    @ParameterizedTest
    @CsvSource({
        "c, 429, rate_limit_error, 429",
        "c, 400, invalid_request_error, 400",
        "c, 413, request_too_large, 413",
        "c, 529, overloaded_error, 503",
        "c, 401, api_error, 502",
        "o, 429, rate_limit_error, 429",
        "o, 400, invalid_request_error, 400",
        "o, 500, api_error, 502",
    })
    void aRefusalOfTheProviderIsInAnthropicsEnvelope(String model, int said, String type, int status) {
        FakeOpenAi.Answer answer = model.equals("c")
                ? AnthropicWords.error(said, type, "So not.", "retry-after", "7")
                : error(said, "So not.", "retry-after", "7");
        anthropic.nowAnswering(answer);
        openai.nowAnswering(answer);
        HttpResponse<String> refused = ask(model);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        JsonNode error = Caller.tree(refused.body());
        assertThat(error.path("type").asText()).isEqualTo("error");
        assertThat(error.at("/error/type").asText()).isEqualTo(type);
        assertThat(error.at("/error/message").asText()).isNotBlank();
        if (said == 429) {
            assertThat(refused.headers().firstValue("retry-after")).hasValue("7");
        }
        if (said == 401) {
            assertThat(refused.body()).doesNotContain("So not");
        }
    }

    @Test
    void keysOfCallersStayHereAndTheirVersionsGoOnlyToAnthropic() {
        String[] headers = {
            "x-api-key", "sk-ant-callers", "authorization", "Bearer sk-callers", "anthropic-version", "2025-01-01",
            "anthropic-beta", "context-1m", "openai-beta", "assistants=v2", "x-request-id", "mine"
        };
        HttpResponse<String> answer = ask("c", headers);
        assertThat(answer.headers().firstValue("request-id")).hasValue("mine");
        assertThat(answer.headers().firstValue("x-request-id")).hasValue("mine");
        FakeOpenAi.Received asked = anthropic.last();
        assertThat(asked.header("x-api-key")).isEqualTo("sk-ant-of-the-router");
        assertThat(asked.header("authorization")).isNull();
        assertThat(asked.header("anthropic-version")).isEqualTo("2025-01-01");
        assertThat(asked.header("anthropic-beta")).isEqualTo("context-1m");
        assertThat(asked.header("openai-beta")).isNull();
        ask("o", headers);
        assertThat(openai.last().header("anthropic-version")).isNull();
        assertThat(openai.last().header("anthropic-beta")).isNull();
        assertThat(openai.last().header("x-api-key")).isNull();
        assertThat(openai.last().header("openai-beta")).isEqualTo("assistants=v2");
        assertThat(openai.last().header("authorization")).isEqualTo("Bearer sk-of-the-router");
        ask("c");
        assertThat(anthropic.last().header("anthropic-version")).isEqualTo("2023-06-01");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json | 400 | not valid JSON",
                "[] | 400 | must be a JSON object",
                "{\"model\":\"o\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 400 | 'max_tokens'",
                "{\"model\":\"o\",\"max_tokens\":1} | 400 | 'messages'",
                "{\"max_tokens\":1,\"messages\":[{}]} | 400 | 'model'",
                "{\"model\":\"o\",\"max_tokens\":\"1\",\"messages\":[{}]} | 400 | 'max_tokens'",
                "{\"model\":\"o\",\"max_tokens\":-1,\"messages\":[{}]} | 400 | 'max_tokens'",
                "{\"model\":\"o\",\"max_tokens\":1,\"messages\":[]} | 400 | 'messages'",
                "{\"model\":\"o\",\"max_tokens\":1,\"messages\":[1]} | 400 | 'messages'",
                "{\"model\":\"o\",\"max_tokens\":1,\"messages\":[{\"role\":\"tool\"}]} | 400 | messages[0].role",
                "{\"model\":\"o\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\"}]} | 400 | messages[0].content",
                "{\"model\":\"x\",\"max_tokens\":1,\"messages\":[{}]} | 404 | 'x'",
                "{\"model\":\"o\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\","
                        + "\"source\":{\"type\":\"file\"}}]}]} | 400 | messages[0].content[0].source.type",
            })
    void whatCantBeReadIsRefusedWithThePlace(String body, int status, String place) {
        HttpResponse<String> refused = router.post("/messages", body);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        JsonNode error = Caller.tree(refused.body());
        assertThat(error.at("/error/type").asText())
                .isEqualTo(status == 404 ? "not_found_error" : "invalid_request_error");
        assertThat(error.at("/error/message").asText()).contains(place);
        assertThat(refused.headers().firstValue("request-id")).isPresent();
        assertThat(openai.received()).isEmpty();
    }

    @Test
    void whatIsNoCallIsRefusedInAnthropicsEnvelope() {
        try (RawClient client = RawClient.to(router.port())) {
            assertThat(client.send(RawClient.request("GET", "/v1/messages")).answer())
                    .satisfies(answer -> assertThat(answer.status()).isEqualTo(405))
                    .satisfies(answer -> assertThat(answer.header("request-id")).isNotNull())
                    .satisfies(answer -> assertThat(answer.body()).startsWith("{\"type\":\"error\",\"error\":{"));
        }
        assertThat(router.post("/messages", "{}", "content-type", "text/plain").statusCode())
                .isEqualTo(415);
        HttpResponse<String> tooLong = router.post("/messages", " ".repeat((32 << 20) + 1));
        assertThat(tooLong.statusCode()).isEqualTo(413);
        assertThat(tooLong.body()).contains("\"type\":\"request_too_large\"");
    }

    @Test
    void tokensAreCountedWithoutAskingAnybody() {
        String prompt =
                "{\"model\":\"both\",\"system\":\"Be brief.\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}],"
                        + "\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}]}";
        HttpResponse<String> counted = router.post("/messages/count_tokens", prompt);
        assertThat(counted.statusCode()).as(counted.body()).isEqualTo(200);
        assertThat(Caller.tree(counted.body()).path("input_tokens").asInt()).isBetween(15, 50);
        assertThat(router.post("/messages/count_tokens", prompt.replace("both", "none"))
                        .statusCode())
                .isEqualTo(404);
        assertThat(router.post("/messages/count_tokens", "{}").body()).contains("invalid_request_error");
        assertThat(openai.received()).isEmpty();
        assertThat(anthropic.received()).isEmpty();
    }
}
