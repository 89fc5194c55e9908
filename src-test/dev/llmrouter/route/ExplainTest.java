package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asked who would answer, and why somebody did. */
class ExplainTest {

    private final FakeOpenAi upstream = FakeOpenAi.answering(FakeOpenAi.completion("Hello"));
    private final TestRouter router = TestRouter.with(
            """
        providers:
          up: { type: openai, baseUrl: "%s" }
        targets:
          one: { provider: up, model: a, weight: 3 }
          two: { provider: up, model: b }
          blind: { provider: up, model: c, capabilities: [ tools ] }
          small: { provider: up, model: d, contextWindow: 5 }
        models:
          lots: { policy: weighted, of: [ one, two ] }
          nested: { of: [ lots, blind ] }
          tight: { of: [ small ] }
        """
                    .formatted(upstream.baseUrl()));

    @AfterEach
    void stop() {
        router.close();
        upstream.close();
    }

    private static String chat(String model) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"secret words\"}]}";
    }

    private static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        try {
            return Json.MAPPER.readTree(response.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void tellsWhoWouldAnswerAndAsksNobody() {
        JsonNode told = json(router.post("/route/explain", chat("nested")));
        assertThat(told.path("rehearsal").asBoolean()).isTrue();
        assertThat(told.at("/policies/0/model").asText()).isEqualTo("lots");
        assertThat(told.at("/policies/0/scores").size()).isEqualTo(2);
        assertThat(told.path("candidates").findValuesAsText("target"))
                .containsExactlyInAnyOrder("one", "two", "blind")
                .endsWith("blind");
        assertThat(told.path("attempts")).isEmpty();
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void tellsTheFactsThatConditionsCanGoBy() {
        JsonNode facts = json(router.post(
                        "/route/explain", chat("lots").replace("secret words", "```java\\nint i = 1;\\n```")))
                .path("facts");
        assertThat(facts.path("code").asBoolean()).isTrue();
        assertThat(facts.path("tokens").asInt()).isBetween(5, 30);
        assertThat(facts.path("messages").asInt()).isEqualTo(1);
        assertThat(facts.path("operation").asText()).isEqualTo("chat");
        assertThat(facts.has("time")).isTrue();
    }

    @Test
    void tellsNothingOfThePrompt() {
        assertThat(router.post("/route/explain", chat("nested")).body()).doesNotContain("secret");
    }

    @Test
    void theSameCallGoesWhereItWasExplainedToGo() {
        for (int i = 0; i < 30; i++) {
            String id = "call-" + i;
            String first = json(router.post("/route/explain", chat("lots"), "x-request-id", id))
                    .at("/candidates/0/target")
                    .asText();
            HttpResponse<String> reply = router.chat(chat("lots"), "x-request-id", id);
            assertThat(reply.headers().firstValue("x-llm-target")).contains(first);
        }
    }

    @Test
    void remembersWhyACallWentWhereItWent() {
        router.chat(chat("nested"), "x-request-id", "remembered");
        Awaitility.await().until(() -> router.get("/v1/route/calls/remembered").statusCode() == 200);
        JsonNode told = json(router.get("/v1/route/calls/remembered"));
        assertThat(told.path("rehearsal").asBoolean()).isFalse();
        assertThat(told.path("model").asText()).isEqualTo("nested");
        assertThat(told.at("/facts/tokens").isMissingNode()).isTrue();
        assertThat(told.at("/attempts/0/outcome").asText()).isEqualTo("ok");
        assertThat(told.at("/attempts/0/target").asText())
                .isEqualTo(told.at("/candidates/0/target").asText());
    }

    @Test
    void aCallThatNobodyRemembersIsNotFound() {
        assertThat(router.get("/v1/route/calls/nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void tellsWhatTheCallWouldEndWith() {
        JsonNode told = json(router.post("/route/explain", chat("tight")));
        assertThat(told.path("candidates")).isEmpty();
        assertThat(told.at("/left_out/0/reason").asText()).isEqualTo("context");
        assertThat(told.at("/error/status").asInt()).isEqualTo(400);
        assertThat(told.at("/error/code").asText()).isEqualTo("context_length_exceeded");
    }

    @Test
    void anUnknownModelIsAsUnknownAsInACall() {
        assertThat(router.post("/route/explain", chat("nestd")).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        /messages         | {"model":"lots","max_tokens":5,"messages":[{"role":"user","content":"Hi"}]}
        /responses        | {"model":"lots","input":"Hi"}
        /completions      | {"model":"lots","prompt":"Hi"}
        /embeddings       | {"model":"lots","input":"Hi"}
        /chat/completions | {"model":"lots","messages":[{"role":"user","content":"Hi"}]}
        """)
    void understandsEveryDialect(String path, String body) {
        assertThat(json(router.post("/route/explain" + path, body)).path("candidates"))
                .hasSize(2);
    }

    @Test
    void anotherDialectIsNotFound() {
        assertThat(router.post("/route/explain/telegrams", chat("lots")).statusCode())
                .isEqualTo(404);
    }
}
