package dev.llmrouter.route;

import static dev.llmrouter.fixture.AnthropicWords.begin;
import static dev.llmrouter.fixture.AnthropicWords.delta;
import static dev.llmrouter.fixture.AnthropicWords.end;
import static dev.llmrouter.fixture.AnthropicWords.start;
import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.cutAfter;
import static dev.llmrouter.fixture.FakeOpenAi.pieces;
import static dev.llmrouter.fixture.FakeOpenAi.stallAfter;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.FakeOpenAi.stream;
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

/** Callers of chat completions before Anthropic. */
class AnthropicProviderTest {

    private static final String TEXT = start()
            + begin(0, AnthropicWords.text(""))
            + AnthropicWords.ping()
            + delta(0, "text_delta", "text", "half");

    private final FakeOpenAi anthropic = answering(new AnthropicWords().text(false));
    private final FakeOpenAi other = answering(completion("from the other"));
    private final TestRouter router = TestRouter.with(
            """
        providers:
          claude: { type: anthropic, baseUrl: "%s/", apiKey: "{{TEST_KEY:sk-ant-of-the-router}}", version: "2024-01-01",
                    headers: { x-team: blue } }
          old: { type: anthropic, baseUrl: "%s", structuredOutput: tool }
          open: { type: openai, baseUrl: "%s" }
        targets:
          m: { provider: claude, model: claude-x, timeouts: { idle: 300ms } }
          o: { provider: old, model: claude-2 }
          other: { provider: open, model: gpt }
        models:
          both: { policy: priority, of: [ m, other ] }
        """
                    .formatted(anthropic.baseUrl(), anthropic.baseUrl(), other.baseUrl()));

    @AfterEach
    void stop() {
        router.close();
        anthropic.close();
        other.close();
    }

    @Test
    void aWholeReplyIsACompletionOfWhomItWasAsked() {
        HttpResponse<String> answer = router.chat(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                "openai-beta",
                "x",
                "anthropic-beta",
                "y",
                "traceparent",
                "z");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Caller.tree(answer.body()).at("/choices/0/message/content").asText())
                .isEqualTo(Said.TEXT);
        FakeOpenAi.Received asked = anthropic.last();
        assertThat(asked.path()).isEqualTo("/v1/messages");
        assertThat(asked.header("x-api-key")).isEqualTo("sk-ant-of-the-router");
        assertThat(asked.header("anthropic-version")).isEqualTo("2024-01-01");
        assertThat(asked.header("anthropic-beta")).isEqualTo("y");
        assertThat(asked.header("openai-beta")).isNull();
        assertThat(asked.header("traceparent")).isEqualTo("z");
        assertThat(asked.header("x-team")).isEqualTo("blue");
        assertThat(asked.header("authorization")).isNull();
        assertThat(Caller.tree(asked.body()).path("model").asText()).isEqualTo("claude-x");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theUsageIsSentToWhoAsksForIt(boolean isWanted) {
        anthropic.nowAnswering(new AnthropicWords().text(true));
        String body = router.chat("{\"model\":\"m\",\"stream\":true,"
                        + (isWanted ? "\"stream_options\":{\"include_usage\":true}," : "")
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
                .body();
        assertThat(body).endsWith("data: [DONE]\n\n");
        List<JsonNode> chunks = Caller.data(body);
        assertThat(chunks.stream().filter(chunk -> chunk.has("usage"))).hasSize(isWanted ? 1 : 0);
        assertThat(chunks)
                .allSatisfy(chunk -> assertThat(chunk.path("object").asText()).isEqualTo("chat.completion.chunk"));
        await().untilAsserted(() -> assertThat(router.metrics())
                .contains("llm_tokens_total{kind=\"cached\",target=\"m\"} " + Said.CACHED + ".0"));
    }

    @Test
    void aStreamIsTheSameWhereverItIsCut() {
        String events = TEXT
                + delta(0, "text_delta", "text", " 🌍")
                + end(0)
                + AnthropicWords.finish("end_turn")
                + AnthropicWords.stop();
        anthropic.nowAnswering(stream(events));
        String expected = withoutTime(router.stream("m").body());
        assertThat(expected).contains("half").contains(" 🌍").endsWith("[DONE]\n\n");
        byte[] bytes = events.getBytes(StandardCharsets.UTF_8);
        for (int at = 1; at < bytes.length; at += 37) {
            anthropic.nowAnswering(
                    pieces(Arrays.copyOfRange(bytes, 0, at), Arrays.copyOfRange(bytes, at, bytes.length)));
            assertThat(withoutTime(router.stream("m").body())).isEqualTo(expected);
        }
    }

    private static String withoutTime(String chunks) {
        return chunks.replaceAll("\"created\":\\d+", "\"created\":0");
    }

    @ParameterizedTest
    @CsvSource({
        "a cut, upstream_cut",
        "silence, upstream_timeout",
        "an end, upstream_cut",
        "an error, upstream_overloaded"
    })
    void aStreamThatBreaksBehindItsFirstContentEndsWithAnErrorOfOpenAisForm(String how, String code) {
        String error = AnthropicWords.event(AnthropicWords.error("overloaded_error", "Overloaded"));
        anthropic.nowAnswering(
                switch (how) {
                    case "a cut" -> cutAfter(TEXT);
                    case "silence" -> stallAfter(TEXT);
                    case "an end" -> stream(TEXT);
                    default -> stream(TEXT + error + AnthropicWords.stop());
                });
        String body = router.stream("m").body();
        assertThat(body).contains("half").doesNotContain("[DONE]");
        assertThat(body.substring(body.lastIndexOf("data: ")))
                .startsWith("data: {\"error\":{\"message\":")
                .contains("\"code\":\"" + code + "\"");
        await().until(() -> anthropic.open() == 0 && router.inFlight("m") == 0);
    }

    @Test
    void anEndWithoutMessageStopIsGoodOnceTheReasonIsKnown() {
        anthropic.nowAnswering(stream(TEXT + end(0) + AnthropicWords.finish("max_tokens")));
        assertThat(router.stream("m").body())
                .contains("\"finish_reason\":\"length\"")
                .endsWith("[DONE]\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"529", "500", "overloaded", "a page", "an error with 200", "an empty stream"})
    void whatFailsBeforeTheFirstContentIsAnsweredByTheNext(String how) {
        anthropic.nowAnswering(
                switch (how) {
                    case "529" -> AnthropicWords.error(529, "overloaded_error", "Overloaded");
                    case "500" -> AnthropicWords.error(500, "api_error", "Internal server error");
                    case "overloaded" ->
                        stream(start() + AnthropicWords.event(AnthropicWords.error("overloaded_error", "Overloaded")));
                    case "a page" -> status(200, "<html>");
                    case "an error with 200" -> status(200, AnthropicWords.error("api_error", "x"));
                    default -> stream();
                });
        other.nowAnswering(
                how.equals("overloaded") || how.equals("an empty stream")
                        ? FakeOpenAi.streamOf("from the other")
                        : completion("from the other"));
        HttpResponse<String> answer =
                how.equals("overloaded") || how.equals("an empty stream") ? router.stream("both") : router.ask("both");
        assertThat(answer.body()).contains("from the other");
        assertThat(answer.headers().firstValue("x-llm-attempts")).hasValue("2");
    }

    @Test
    void whatAnthropicCantBeSentIsAnsweredByTheNext() {
        HttpResponse<String> answer =
                router.chat("{\"model\":\"both\",\"n\":2,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
        assertThat(answer.body()).contains("from the other");
        assertThat(anthropic.received()).isEmpty();
        assertThat(router.chat("{\"model\":\"m\",\"n\":2,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")
                        .body())
                .contains("\"param\":\"n\"");
    }

    @ParameterizedTest
    @CsvSource({
        "429, rate_limit_error, 429",
        "400, invalid_request_error, 400",
        "529, overloaded_error, 503",
        "401, authentication_error, 502"
    })
    void aRefusalIsInOpenAisEnvelope(int said, String type, int status) {
        anthropic.nowAnswering(AnthropicWords.error(said, type, "So not, sk-ant-of-the-router.", "retry-after", "7"));
        HttpResponse<String> refused = router.ask("m");
        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(refused.body()).startsWith("{\"error\":{\"message\":").doesNotContain("sk-ant-of-the-router");
        if (said == 429) {
            assertThat(refused.headers().firstValue("retry-after")).hasValue("7");
        }
    }

    @Test
    void anAbortStopsTheProvider() {
        anthropic.nowAnswering(stallAfter(TEXT));
        try (RawClient client = RawClient.to(router.port())
                .send(RawClient.post(
                        "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"))) {
            client.readUntil("half");
        }
        await().until(() -> anthropic.aborted() == 1 && router.inFlight("m") == 0);
    }

    @Test
    void whatAnthropicHasNoFormForIsNamedToTheCaller() {
        HttpResponse<String> answer =
                router.chat("{\"model\":\"m\",\"seed\":1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
        assertThat(answer.headers().firstValue("x-llm-dropped")).hasValue("seed");
        assertThat(anthropic.last().body()).doesNotContain("seed");
    }

    @Test
    void anOlderModelIsGivenAToolInPlaceOfASchema() {
        anthropic.nowAnswering(status(
                200,
                AnthropicWords.message(List.of(AnthropicWords.text("")), "tool_use")
                        .replace(
                                "{\"type\":\"text\",\"text\":\"\"}",
                                "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"reply_in_json\",\"input\":" + Said.JSON
                                        + "}")));
        HttpResponse<String> answer =
                router.chat("{\"model\":\"o\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],"
                        + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":"
                        + Said.SCHEMA + "}}}");
        assertThat(Caller.tree(answer.body()).at("/choices/0/message/content").asText())
                .isEqualTo(Said.JSON);
        assertThat(Caller.tree(anthropic.last().body()).at("/tool_choice/name").asText())
                .isEqualTo("reply_in_json");
    }
}
