package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.models.Model;
import dev.llmrouter.config.ConfigException;
import dev.llmrouter.fixture.CapturedLog;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers see of the catalogue: the list of models, what a reply cost, and that a model will be gone. */
class CatalogTest {

    private final LocalDate soon = LocalDate.now(ZoneOffset.UTC).plusDays(30);

    private static final String CATALOG =
            """
            date: 2026-11-21
            models:
              openai/large:
                name: Large
                contextWindow: 200000
                outputLimit: 64000
                capabilities: [ tools, parallelTools, vision, audio, pdf, jsonSchema, reasoning ]
                price: { input: 3, cachedInput: 0.3, cacheWrite: 3.75, output: 15, reasoning: 16 }
                sunset: %s
              openai/small:
                name: Small
                contextWindow: 8000
                outputLimit: 8000
                capabilities: [ tools, vision ]
                price: { input: 0.1, output: 0.4 }
              openai/vectors: { contextWindow: 8191, capabilities: [ embeddings ], price: { input: 0.02, output: 0 } }
              openai/old: { sunset: 2026-01-31 }
              openai/later: { sunset: 2999-01-05 }
            """;

    private final FakeOpenAi upstream = answering(completion("Hi"));
    private final CapturedLog log = CapturedLog.of("dev.llmrouter", Level.WARN);
    private TestRouter router;

    @BeforeEach
    void start() {
        router = TestRouter.with(
                """
            providers:
              up: { type: openai, baseUrl: "%1$s" }
              off: { type: openai, apiKey: "{{env:NO_SUCH_VARIABLE:}}" }
              wordy: { type: openai, baseUrl: "%1$s", quirks: { jsonSchema: none } }
              claude: { type: anthropic, baseUrl: "%1$s", structuredOutput: tool }
            targets:
              large: { provider: up, model: large-2026-01-31 }
              small: { provider: up, model: small, contextWindow: 9000, price: { input: 1, output: 2 } }
              vectors: { provider: up, model: vectors }
              later: { provider: up, model: later }
              mystery: { provider: up, model: mystery }
              inWords: { provider: wordy, model: small }
              asTool: { provider: claude, model: claude-3-haiku, capabilities: [ tools ] }
              noTool: { provider: claude, model: claude-2, capabilities: [ vision ] }
              gone: { provider: off, model: large }
            models:
              both: { of: [ small, large, gone ] }
              nested: { of: [ both, both, large ] }
              some: { of: [ large, mystery ] }
              ondemand: { of: [ up/small ] }
            """
                        .formatted(upstream.baseUrl()),
                CATALOG.formatted(soon));
    }

    @AfterEach
    void stop() {
        router.close();
        upstream.close();
        log.close();
    }

    private JsonNode get(String path) {
        return read(router.get(path).body());
    }

    private static JsonNode json(String text) {
        return read(text.replace('\'', '"'));
    }

    private static JsonNode read(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void tellsWhatIsKnownOfAModel() {
        JsonNode model = get("/v1/models/large");
        assertThat(model.path("id").asText()).isEqualTo("large");
        assertThat(model.path("object").asText()).isEqualTo("model");
        assertThat(model.path("name").asText()).isEqualTo("Large");
        assertThat(model.path("context_length").asInt()).isEqualTo(200_000);
        assertThat(model.path("top_provider"))
                .isEqualTo(json("{'context_length':200000,'max_completion_tokens':64000}"));
        assertThat(model.path("architecture"))
                .isEqualTo(json("{'input_modalities':['text','image','audio','file'],'output_modalities':['text']}"));
        assertThat(model.path("pricing"))
                .isEqualTo(json("{'prompt':'0.000003','completion':'0.000015','input_cache_read':'0.0000003',"
                        + "'input_cache_write':'0.00000375','internal_reasoning':'0.000016'}"));
        assertThat(model.path("supported_parameters").toString())
                .contains("tools", "tool_choice", "response_format", "structured_outputs", "reasoning", "max_tokens");
        assertThat(model.path("sunset").asText()).isEqualTo(soon.toString());
        assertThat(model.path("expiration_date").asText()).isEqualTo(soon.toString());
        assertThat(model.path("type").asText()).isEqualTo("model");
        assertThat(model.path("display_name").asText()).isEqualTo("Large");
        assertThat(model.path("created_at").asText()).matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    }

    @Test
    void leavesOutWhatIsNotKnown() {
        JsonNode model = get("/v1/models/mystery");
        assertThat(model.path("name").asText()).isEqualTo("mystery");
        assertThat(List.of(
                        model.has("context_length"),
                        model.has("pricing"),
                        model.has("architecture"),
                        model.has("supported_parameters"),
                        model.has("sunset")))
                .containsOnly(false);
    }

    @Test
    void aTargetsOwnWordIsBelieved() {
        JsonNode model = get("/v1/models/small");
        assertThat(model.path("context_length").asInt()).isEqualTo(9000);
        assertThat(model.path("top_provider").path("max_completion_tokens").asInt())
                .isEqualTo(8000);
        assertThat(model.path("pricing")).isEqualTo(json("{'prompt':'0.000001','completion':'0.000002'}"));
    }

    @Test
    void aModelOverSeveralTargetsIsWhatHoldsWhoeverAnswers() {
        for (String name : List.of("both", "nested")) {
            JsonNode model = get("/v1/models/" + name);
            assertThat(model.path("name").asText()).isEqualTo(name);
            assertThat(model.path("context_length").asInt()).isEqualTo(9000);
            assertThat(model.path("architecture").path("input_modalities")).isEqualTo(json("['text','image']"));
            assertThat(model.path("pricing").path("prompt").asText()).isEqualTo("0.000003");
            assertThat(model.path("pricing").path("input_cache_read").asText()).isEqualTo("0.000001");
            assertThat(model.path("sunset").asText()).isEqualTo(soon.toString());
        }
        assertThat(get("/v1/models/some").has("pricing")).isFalse();
        assertThat(get("/v1/models/ondemand").path("context_length").asInt()).isEqualTo(8000);
    }

    private static final String BY_SCHEMA =
            "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],"
                    + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{}}}}";

    @Test
    void aModelThatTakesNoSchemaIsNotAskedForJsonByOne() {
        HttpResponse<String> refused = router.chat(BY_SCHEMA.formatted("small"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("no_able_target").contains("small takes no JSON schema");
        assertThat(upstream.received()).isEmpty();
        assertThat(router.chat(BY_SCHEMA.formatted("both")).headers().firstValue("x-llm-target"))
                .hasValue("large");
        assertThat(router.chat(BY_SCHEMA.formatted("mystery")).statusCode()).isEqualTo(200);
    }

    @Test
    void aSchemaThatIsPutInWordsOrAsAToolTakesNoModelThatKnowsSchemas() {
        upstream.nowAnswering(completion("{}"));
        for (String name : List.of("wordy/small", "inWords")) {
            assertThat(router.chat(BY_SCHEMA.formatted(name)).statusCode())
                    .as(name)
                    .isEqualTo(200);
        }
        // what answers here is no Messages, so it is only seen what was asked
        assertThat(router.chat(BY_SCHEMA.formatted("asTool")).body()).doesNotContain("no_able_target");
        assertThat(upstream.received())
                .hasSizeGreaterThanOrEqualTo(3)
                .extracting(FakeOpenAi.Received::body)
                .anyMatch(body -> body.contains("tool_choice"))
                .noneMatch(body -> body.contains("json_schema"));
    }

    @Test
    void aSchemaIsNoToolForAModelThatCallsNone() {
        assertThat(router.chat(BY_SCHEMA.formatted("noTool")).body()).contains("noTool takes no JSON schema");
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void anEmbeddingModelAnswersWithVectors() {
        JsonNode model = get("/v1/models/vectors");
        assertThat(model.path("architecture").path("output_modalities")).isEqualTo(json("['embeddings']"));
        assertThat(model.path("supported_parameters")).isEmpty();
        assertThat(model.path("pricing").path("completion").asText()).isEqualTo("0");
    }

    @Test
    void anyModelOfAProviderCanBeLookedUpAndIsNotMadeATarget() {
        assertThat(get("/v1/models/up/large").path("context_length").asInt()).isEqualTo(200_000);
        for (int i = 0; i < 510; i++) {
            assertThat(router.get("/v1/models/up/any-" + i).statusCode()).isEqualTo(200);
        }
        assertThat(router.metrics()).doesNotContain("up/any");
        assertThat(router.ask("up/large").statusCode()).isEqualTo(200);
        assertThat(router.get("/v1/models/off/large").statusCode()).isEqualTo(404);
        assertThat(router.get("/v1/models/gone").statusCode()).isEqualTo(404);
        assertThat(get("/v1/models/larg").path("error").path("message").asText())
                .contains("Did you mean large");
    }

    @Test
    void theListIsOneForClientsOfOpenAiAndOfAnthropic() {
        JsonNode list = get("/v1/models");
        assertThat(list.path("object").asText()).isEqualTo("list");
        assertThat(list.path("has_more").isBoolean()).isTrue();
        assertThat(list.path("has_more").asBoolean()).isFalse();
        assertThat(list.path("first_id").asText()).isEqualTo("both");
        assertThat(list.path("last_id").asText()).isEqualTo("noTool");
        assertThat(list.path("data")).hasSize(12);
        var client = OpenAIOkHttpClient.builder()
                .baseUrl(router.url())
                .apiKey("any")
                .maxRetries(0)
                .build();
        assertThat(client.models().list().data().stream().map(Model::validate).map(Model::id))
                .contains("both", "large", "vectors");
        assertThat(client.models().retrieve("large").validate().id()).isEqualTo("large");
        client.close();
    }

    @Test
    void aWholeReplySaysWhatItCost() {
        upstream.nowAnswering(status(
                200,
                "{\"choices\":[{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],\"usage\":{"
                        + "\"prompt_tokens\":1000,\"completion_tokens\":100,\"prompt_tokens_details\":"
                        + "{\"cached_tokens\":500,\"cache_write_tokens\":400},"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":50}}}"));
        HttpResponse<String> reply = router.ask("large");
        // 100 at 3, 500 at 0.3, 400 at 3.75, 50 at 15, 50 at 16
        assertThat(reply.headers().firstValue("x-llm-cost-usd")).contains("0.0035");
        assertThat(reply.headers().firstValue("x-llm-usage")).isEmpty();
        await().untilAsserted(() ->
                assertThat(router.metrics()).contains("llm_tokens_total{kind=\"cacheWrite\",target=\"large\"} 400"));
        assertThat(router.ask("mystery").headers().firstValue("x-llm-cost-usd")).isEmpty();
        assertThat(router.ask("up/small").headers().firstValue("x-llm-cost-usd"))
                .contains("0.00014");
    }

    @Test
    void aReplyThatIsNotCountedSaysThatItIsEstimated() {
        upstream.nowAnswering(
                status(200, "{\"choices\":[{\"message\":{\"content\":\"Hi there\"},\"finish_reason\":\"stop\"}]}"));
        HttpResponse<String> reply = router.ask("small");
        assertThat(reply.headers().firstValue("x-llm-usage")).contains("estimated");
        assertThat(Double.parseDouble(
                        reply.headers().firstValue("x-llm-cost-usd").orElseThrow()))
                .isPositive();
    }

    @Test
    void aStreamSaysNoneOfIt() {
        upstream.nowAnswering(streamOf("Hi"));
        HttpResponse<String> reply = router.stream("large");
        assertThat(reply.headers().firstValue("x-llm-cost-usd")).isEmpty();
        assertThat(reply.headers().firstValue("sunset")).isPresent();
    }

    @Test
    void answersOfAModelThatWillBeGoneSayWhen() {
        assertThat(router.ask("later").headers().firstValue("sunset")).contains("Sat, 05 Jan 2999 00:00:00 GMT");
        assertThat(router.ask("small").headers().firstValue("sunset")).isEmpty();
    }

    @Test
    void theOperatorIsWarnedOfThoseThatWillSoonBeGone() {
        assertThat(log.atLeast(Level.WARN))
                .anySatisfy(line -> assertThat(line)
                        .contains("target large: large-2026-01-31 will be switched off")
                        .contains(soon.toString()))
                .noneSatisfy(line -> assertThat(line).contains("later"));
        router.ask("up/old");
        assertThat(log.atLeast(Level.WARN))
                .anySatisfy(line -> assertThat(line).contains("up/old: old was to be switched off on 2026-01-31"));
    }

    @Test
    void aBrokenCatalogueStopsTheStart() {
        assertThatThrownBy(() -> TestRouter.with(
                        "providers: { sim: { type: simulator } }", "date: 2026-11-21\nmodels: { small: { nam: x } }"))
                .hasStackTraceContaining(ConfigException.class.getName())
                .hasStackTraceContaining("catalog.yaml:2");
    }
}
