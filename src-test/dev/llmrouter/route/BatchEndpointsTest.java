package dev.llmrouter.route;

import static dev.llmrouter.fixture.BatchCaller.content;
import static dev.llmrouter.fixture.BatchCaller.ended;
import static dev.llmrouter.fixture.BatchCaller.order;
import static dev.llmrouter.fixture.BatchCaller.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.core.ObjectMappers;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.completions.Completion;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.responses.Response;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.TwoTenants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches for each of OpenAI's endpoints: what is in their files is what OpenAI's client reads as the replies of that endpoint. */
class BatchEndpointsTest {

    private static final String RESPONSE =
            "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1760000000,\"status\":\"completed\",\"error\":null,"
                    + "\"incomplete_details\":null,\"instructions\":null,\"metadata\":{},\"model\":\"m\",\"parallel_tool_calls\":true,"
                    + "\"temperature\":1,\"tool_choice\":\"auto\",\"tools\":[],\"top_p\":1,"
                    + "\"output\":[{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"status\":\"completed\","
                    + "\"content\":[{\"type\":\"output_text\",\"text\":\"Hi\",\"annotations\":[]}]}],"
                    + "\"usage\":{\"input_tokens\":100,\"input_tokens_details\":{\"cached_tokens\":40,\"cache_write_tokens\":0},\"output_tokens\":20,"
                    + "\"output_tokens_details\":{\"reasoning_tokens\":8},\"total_tokens\":120}}";
    private static final String COMPLETION =
            "{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"text\":\"Hi\","
                    + "\"index\":0,\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,"
                    + "\"completion_tokens\":2,\"total_tokens\":3}}";
    private static final String EMBEDDING =
            "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.5,-0.25]}],"
                    + "\"model\":\"m\",\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5}}";

    private static final FakeOpenAi upstream = FakeOpenAi.answering(
            (request, body) -> answer(request.path(), body.toString()).to(request, body));
    private static final TwoTenants tenants = new TwoTenants(
            """
            providers:
              speaks: { type: openai, baseUrl: "%s", operations: [ chat, responses, completions, embeddings ] }
              chats: { type: openai, baseUrl: "%s", operations: [ chat ] }
            targets:
              speaker: { provider: speaks, model: upstream-model }
              chatter: { provider: chats, model: upstream-model }
            channels: { batches: {} }
            """
                    .formatted(upstream.baseUrl(), upstream.baseUrl()));
    private static TestRouter router;
    private static OpenAIClient acme;

    private static FakeOpenAi.Answer answer(String path, String body) {
        if (body.contains("nobody likes this")) {
            return FakeOpenAi.error(400, "I do not like this");
        }
        return switch (path) {
            case "/v1/responses" -> FakeOpenAi.status(200, RESPONSE);
            case "/v1/completions" -> FakeOpenAi.status(200, COMPLETION);
            case "/v1/embeddings" -> FakeOpenAi.status(200, EMBEDDING);
            default -> FakeOpenAi.completion("Hi");
        };
    }

    @BeforeAll
    static void start() {
        router = TestRouter.with(tenants.yaml());
        acme = tenants.acme(router.url());
    }

    @AfterAll
    static void stop() {
        router.close();
        tenants.close();
        upstream.close();
    }

    /** A line to an endpoint that asks for something, in the words of that endpoint. */
    private static String line(String endpoint, String model, String name, String prompt) {
        String asked =
                switch (endpoint) {
                    case "/v1/chat/completions" -> "\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]";
                    case "/v1/completions" -> "\"prompt\":\"" + prompt + "\"";
                    default -> "\"input\":\"" + prompt + "\"";
                };
        return "{\"custom_id\":\"" + name + "\",\"method\":\"POST\",\"url\":\"" + endpoint + "\",\"body\":{\"model\":\""
                + model + "\"," + asked + "}}\n";
    }

    private static Batch run(String endpoint, String lines) {
        Batch made = acme.batches()
                .create(order(upload(acme, lines))
                        .endpoint(BatchCreateParams.Endpoint.of(endpoint))
                        .build());
        assertThat(made.endpoint()).isEqualTo(endpoint);
        return ended(acme, made, Batch.Status.COMPLETED);
    }

    private static <T> T read(JsonNode line, Class<T> type) {
        try {
            return ObjectMappers.jsonMapper()
                    .readValue(line.at("/response/body").toString(), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String said(String endpoint, JsonNode line) {
        return switch (endpoint) {
            case "/v1/responses" ->
                read(line, Response.class)
                        .validate()
                        .output()
                        .get(0)
                        .message()
                        .orElseThrow()
                        .content()
                        .get(0)
                        .outputText()
                        .orElseThrow()
                        .text();
            case "/v1/completions" ->
                read(line, Completion.class).validate().choices().get(0).text();
            case "/v1/embeddings" ->
                read(line, CreateEmbeddingResponse.class)
                        .validate()
                        .data()
                        .get(0)
                        .embedding()
                        .toString();
            default ->
                read(line, ChatCompletion.class)
                        .validate()
                        .choices()
                        .get(0)
                        .message()
                        .content()
                        .orElseThrow();
        };
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, speaker, Hi, /v1/chat/completions",
        "/v1/responses, speaker, Hi, /v1/responses",
        "/v1/responses, chatter, Hi, /v1/chat/completions",
        "/v1/completions, speaker, Hi, /v1/completions",
        "/v1/completions, chatter, Hi, /v1/chat/completions",
        "/v1/embeddings, speaker, '[0.5, -0.25]', /v1/embeddings",
    })
    void eachEndpointHasItsOwnRepliesWhoeverAnswers(String endpoint, String model, String said, String asked) {
        upstream.received().clear();
        Batch end = run(endpoint, line(endpoint, model, "a", "one") + line(endpoint, model, "b", "two"));
        assertThat(end.requestCounts().orElseThrow().completed()).isEqualTo(2);
        assertThat(end.errorFileId()).isEmpty();
        List<JsonNode> results = content(acme, end.outputFileId().orElseThrow());
        assertThat(results)
                .extracting(
                        line -> line.get("custom_id").asText(),
                        line -> line.at("/response/status_code").asInt(),
                        line -> line.get("error").isNull(),
                        line -> said(endpoint, line))
                .containsExactly(tuple("a", 200, true, said), tuple("b", 200, true, said));
        assertThat(results).allSatisfy(line -> {
            assertThat(line.get("id").asText()).startsWith("batch_req_");
            assertThat(line.at("/response/request_id").asText()).isNotEmpty();
        });
        assertThat(upstream.received()).extracting(FakeOpenAi.Received::path).containsExactly(asked, asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/responses", "/v1/completions", "/v1/embeddings"})
    void eachEndpointHasItsOwnErrorsBesideItsReplies(String endpoint) {
        String good = line(endpoint, "speaker", "good", "one");
        String bad = line(endpoint, "speaker", "bad", "nobody likes this");
        String unknown = line(endpoint, "nobody", "unknown", "one");
        String empty = "{\"custom_id\":\"empty\",\"method\":\"POST\",\"url\":\"" + endpoint
                + "\",\"body\":{\"model\":\"speaker\",\"stream\":true}}\n";
        Batch end = run(endpoint, bad + good + unknown + empty);
        assertThat(end.requestCounts().orElseThrow())
                .extracting(counts -> counts.total(), counts -> counts.completed(), counts -> counts.failed())
                .containsExactly(4L, 1L, 3L);
        assertThat(content(acme, end.outputFileId().orElseThrow()))
                .extracting(line -> line.get("custom_id").asText())
                .containsExactly("good");
        List<JsonNode> errors = content(acme, end.errorFileId().orElseThrow());
        assertThat(errors)
                .extracting(line -> line.get("custom_id").asText(), line -> line.at("/response/status_code")
                        .asInt())
                .containsExactly(tuple("bad", 400), tuple("unknown", 404), tuple("empty", 400));
        assertThat(errors).allSatisfy(line -> assertThat(
                        line.at("/response/body/error/message").asText())
                .isNotBlank());
        assertThat(errors.get(0).at("/response/body/error/message").asText()).contains("I do not like this");
    }

    @Test
    void anEndpointThatNoBatchIsForIsRefusedByNameOfTheOthers() {
        String refused = router.post(
                        "/batches",
                        "{\"input_file_id\":\"file-x\",\"endpoint\":\"/v1/moderations\",\"completion_window\":\"24h\"}",
                        "authorization",
                        "Bearer " + TwoTenants.ACME)
                .body();
        assertThat(refused)
                .contains("/v1/chat/completions, /v1/responses, /v1/completions, /v1/embeddings")
                .contains("\"param\":\"endpoint\"");
    }
}
