package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams.EncodingFormat;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.CosineSimilarity;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.llm.LlmHeaders;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingsRouteTest {

    private static final String REPLY = "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,"
            + "\"embedding\":[0.5,-0.25]}],\"model\":\"text-embedding-3-small\",\"odd\":1e400,"
            + "\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5}}";

    private static final String MINI = "local/all-minilm-l6-v2";

    private static final FakeOpenAi upstream = answering(status(200, REPLY));
    private static TestRouter router;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        router = TestRouter.with(
                """
            providers:
              up: { type: openai, baseUrl: "%s" }
              sim: { type: simulator, latency: 1ms, perToken: 1ms }
              local: { type: local }
            targets:
              real: { provider: up, model: text-embedding-3-small, price: { input: 20, output: 0 } }
              mini: { provider: local, model: all-minilm-l6-v2 }
              chatty: { provider: sim, model: small }
            models:
              any: { of: [ chatty, mini ] }
              first: { of: [ real, mini ] }
              talk: { of: [ mini, chatty ] }
              weak: { of: [ real, chatty ] }
            """
                        .formatted(upstream.baseUrl()));
        client = OpenAIOkHttpClient.builder()
                .baseUrl(router.url())
                .apiKey("sk-of-the-caller")
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        router.close();
        upstream.close();
    }

    @BeforeEach
    void forget() {
        upstream.received().clear();
        upstream.nowAnswering(status(200, REPLY));
    }

    private static CreateEmbeddingResponse create(EmbeddingCreateParams.Builder params) {
        return client.embeddings().create(params.build()).validate();
    }

    private static EmbeddingCreateParams.Builder asking(String model) {
        return EmbeddingCreateParams.builder().model(model);
    }

    private static HttpResponse<String> post(String json) throws Exception {
        HttpRequest post = HttpRequest.newBuilder(URI.create(router.url() + "/embeddings"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return HttpClient.newHttpClient().send(post, HttpResponse.BodyHandlers.ofString());
    }

    private static double likeness(List<Float> one, List<Float> other) {
        return CosineSimilarity.between(
                dev.langchain4j.data.embedding.Embedding.from(one),
                dev.langchain4j.data.embedding.Embedding.from(other));
    }

    @Test
    void bytesPassInBothDirections() throws Exception {
        HttpResponse<String> answer = post("{ \"new\":1e400, \"model\":\"real\",\"input\":[1,2] }");
        assertThat(answer.body()).isEqualTo(REPLY);
        assertThat(answer.headers().firstValue("x-llm-target")).hasValue("real");
        assertThat(upstream.last().path()).isEqualTo("/v1/embeddings");
        assertThat(upstream.last().body())
                .isEqualTo("{ \"new\":1e400, \"model\":\"text-embedding-3-small\",\"input\":[1,2] }");
    }

    @Test
    void theProvidersTokensAreCountedAndPaid() {
        create(asking("real").input("hello"));
        await().untilAsserted(() -> assertThat(router.metrics())
                .containsPattern("llm_calls_total\\{model=\"real\",operation=\"embeddings\",outcome=\"ok\".*} ")
                .containsPattern("llm_tokens_total\\{kind=\"input\",target=\"real\"} [5-9]")
                .containsPattern("llm_cost_usd_total\\{target=\"real\"} [0-9.]*[1-9]"));
    }

    @Test
    void theFormatsOfNumbersAreTheSameNumbers() {
        CreateEmbeddingResponse plain = create(asking(MINI).input("hello world").encodingFormat(EncodingFormat.FLOAT));
        CreateEmbeddingResponse packed =
                create(asking(MINI).input("hello world").encodingFormat(EncodingFormat.BASE64));
        assertThat(plain.data().get(0).embedding()).hasSize(384);
        assertThat(packed.data().get(0).embedding())
                .isEqualTo(plain.data().get(0).embedding());
        assertThat(create(asking(MINI).input("hello world")).data().get(0).embedding())
                .isEqualTo(plain.data().get(0).embedding());
        assertThat(plain.usage().promptTokens()).isEqualTo(2);
        assertThat(plain.model()).isEqualTo("all-minilm-l6-v2");
    }

    @Test
    void base64IsWhatTheClientAskedForAndGot() throws Exception {
        assertThat(post("{\"model\":\"mini\",\"input\":\"a\",\"encoding_format\":\"base64\"}")
                        .body())
                .containsPattern("\"embedding\":\"[A-Za-z0-9+/]{2048}\"");
        assertThat(post("{\"model\":\"mini\",\"input\":\"a\"}").body()).containsPattern("\"embedding\":\\[-?0\\.");
    }

    @Test
    void whatMeansTheSameIsNearer() {
        var embeddings = create(asking("mini")
                        .inputOfArrayOfStrings(List.of(
                                "A cat sleeps on the sofa.",
                                "A kitten naps on the couch.",
                                "Interest rates were raised.")))
                .data();
        assertThat(embeddings).extracting(embedding -> embedding.index()).containsExactly(0L, 1L, 2L);
        double alike = likeness(embeddings.get(0).embedding(), embeddings.get(1).embedding());
        assertThat(alike)
                .isGreaterThan(0.5)
                .isGreaterThan(likeness(
                                embeddings.get(0).embedding(), embeddings.get(2).embedding())
                        + 0.4);
    }

    @Test
    void tokenIdsAreTheTextTheyStandFor() {
        List<Float> text =
                create(asking("mini").input("hello world")).data().get(0).embedding();
        assertThat(create(asking("mini").inputOfArrayOfTokens(List.of(15339L, 1917L)))
                        .data()
                        .get(0)
                        .embedding())
                .isEqualTo(text);
        var both = create(asking("mini").inputOfArrayOfTokenArrays(List.of(List.of(15339L, 1917L), List.of(15339L))));
        assertThat(both.data().get(0).embedding()).isEqualTo(text);
        assertThat(both.data()).hasSize(2);
    }

    @Test
    void dimensionsAreThoseOfTheModelOrRefused() {
        assertThat(create(asking("mini").input("a").dimensions(384))
                        .data()
                        .get(0)
                        .embedding())
                .hasSize(384);
        BadRequestException refused = catchThrowableOfType(
                BadRequestException.class,
                () -> create(asking("mini").input("a").dimensions(256)));
        assertThat(refused.param()).hasValue("dimensions");
        assertThat(refused.code()).hasValue("unsupported_operation");
        assertThat(refused).hasMessageContaining("384");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"mini\",\"input\":[]} | input",
                "{\"model\":\"mini\",\"input\":[\"a\",\" \"]} | input[1]",
                "{\"model\":\"mini\",\"input\":\"\u200b\"} | input",
                "{\"model\":\"mini\",\"input\":[2000000000]} | input",
                "{\"model\":\"mini\",\"input\":\"a\",\"encoding_format\":\"hex\"} | encoding_format",
                "{\"input\":\"a\"} | model",
            })
    void whatCannotBeEmbeddedIsRefusedInOpenAisWords(String json, String place) throws Exception {
        HttpResponse<String> answer = post(json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body())
                .contains("\"param\":\"" + place + "\"")
                .contains("\"type\":\"invalid_request_error\"");
    }

    @Test
    void tooManyTextsAreRefused() throws Exception {
        String texts = "\"a\",".repeat(2049);
        HttpResponse<String> answer =
                post("{\"model\":\"mini\",\"input\":[" + texts.substring(0, texts.length() - 1) + "]}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("2048");
    }

    @Test
    void aTargetThatOnlyChatsIsPassedOver() throws Exception {
        HttpResponse<String> answer = post("{\"model\":\"any\",\"input\":\"hello\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-llm-target")).hasValue("mini");
        assertThat(answer.headers().firstValue("x-llm-attempts")).hasValue("1");
        HttpResponse<String> refused = post("{\"model\":\"chatty\",\"input\":\"hello\"}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("chatty makes no embeddings").contains("no_able_target");
    }

    @Test
    void theFailureOfWhoCouldHaveAnsweredIsWhatIsTold() throws Exception {
        upstream.nowAnswering(error(429, "slow down"));
        HttpResponse<String> answer = post("{\"model\":\"weak\",\"input\":\"hello\"}");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("slow down").doesNotContain("chatty");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTargetThatOnlyEmbedsIsPassedOver(boolean stream) {
        HttpResponse<String> answer = stream ? router.stream("talk") : router.ask("talk");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-llm-target")).hasValue("chatty");
        assertThat(router.ask("mini").statusCode()).isEqualTo(400);
        assertThat(router.stream("mini").statusCode()).isEqualTo(400);
    }

    @Test
    void aServerThatFailsOrHasNoEmbeddingsIsPassedOver() throws Exception {
        upstream.nowAnswering(error(404, "no such path"), error(500, "oops"), status(200, "{\"data\":\"none\"}"));
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = post("{\"model\":\"first\",\"input\":\"hello\"}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-llm-target")).hasValue("mini");
        }
    }

    @Test
    void camelsOwnEmbeddingsComponentUsesTheModels() {
        Exchange answered = router.camel()
                .createProducerTemplate()
                .request("langchain4j-embeddings:x?embeddingModel=#mini", exchange -> exchange.getMessage()
                        .setBody("hello"));
        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage()
                        .getHeader("CamelLangChain4jEmbeddingsVector", dev.langchain4j.data.embedding.Embedding.class)
                        .dimension())
                .isEqualTo(384);
    }

    @Test
    void everyTargetOfAServerIsAnEmbeddingModelInTheRegistry() {
        EmbeddingModel model = router.camel().getRegistry().lookupByNameAndType("real", EmbeddingModel.class);
        assertThat(model.embed("hello").content().vector()).containsExactly(0.5f, -0.25f);
        assertThat(upstream.last().body()).contains("\"text-embedding-3-small\"");
    }

    @Test
    void aRouteGetsNumbersForAText() {
        Exchange answered = router.camel()
                .createProducerTemplate()
                .request("llm:mini", exchange -> exchange.getMessage().setBody("hello world"));
        assertThat(answered.getMessage().getBody(float[].class)).hasSize(384);
        assertThat(answered.getMessage().getHeader(LlmHeaders.INPUT_TOKENS)).isEqualTo(2L);
    }

    @Test
    void aCallerThatLeavesStopsTheModel() {
        String texts = ("\"" + "many words ".repeat(1000) + "\",").repeat(1000);
        String json = "{\"model\":\"mini\",\"input\":[" + texts.substring(0, texts.length() - 1) + "]}";
        try (dev.llmrouter.fixture.RawClient caller = dev.llmrouter.fixture.RawClient.to(router.port())) {
            caller.send(dev.llmrouter.fixture.RawClient.post(json).replace("/chat/completions", "/embeddings"));
            await().until(() -> router.inFlight("mini") == 1);
        }
        await().atMost(java.time.Duration.ofSeconds(3)).until(() -> router.inFlight("mini") == 0);
    }
}
