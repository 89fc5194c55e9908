package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.OllamaWords.content;
import static dev.llmrouter.fixture.OllamaWords.line;
import static dev.llmrouter.fixture.OllamaWords.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.OllamaWords;
import dev.llmrouter.fixture.RawClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only Ollama does; what all dialects have in common is in the matrix. */
class OllamaTest {

    private static final OllamaWords WORDS = new OllamaWords();
    private static final FakeOpenAi up = answering(WORDS.text(false));
    private static TestRouter router;

    @BeforeAll
    static void start() {
        router = TestRouter.with(
                """
            providers:
              up: { type: ollama, baseUrl: "http://127.0.0.1:%s/", keepAlive: "10m", numCtx: 8192 }
              forever: { type: ollama, baseUrl: "http://127.0.0.1:%s", keepAlive: "-1", apiKey: "{{KEY:ollama-test-key}}" }
              sim: { type: simulator, latency: 1ms, perToken: 0ms }
            targets:
              m: { provider: up, model: "qwen3:8b", breaker: { window: 1000, minimumCalls: 1000 } }
              oss: { provider: forever, model: "gpt-oss:20b" }
              backup: { provider: sim, model: small }
            models:
              safe: { of: [ m, backup ] }
            """
                        .formatted(up.port(), up.port()));
    }

    @AfterAll
    static void stop() {
        router.close();
        up.close();
    }

    private static JsonNode asked(String model, String fields) {
        up.nowAnswering(WORDS.text(false));
        HttpResponse<String> answer = router.chat("{\"model\":\"" + model
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]" + fields.replace('\'', '"') + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Caller.tree(up.last().body());
    }

    @Test
    void parametersArriveUnderOllamasNames() {
        JsonNode asked = asked(
                "m",
                ",'temperature':0.5,'top_p':0.9,'top_k':7,'max_tokens':99,'stop':'END','seed':42,'presence_penalty':1,"
                        + "'tool_choice':'none','tools':[{'type':'function','function':{'name':'f'}}]");
        assertThat(up.last().path()).isEqualTo("/api/chat");
        assertThat(asked.path("options"))
                .isEqualTo(Caller.tree("{\"temperature\":0.5,\"top_p\":0.9,\"top_k\":7,\"num_predict\":99,"
                        + "\"presence_penalty\":1.0,\"seed\":42,\"num_ctx\":8192,\"stop\":[\"END\"]}"));
        assertThat(asked.path("keep_alive").asText()).isEqualTo("10m");
        assertThat(asked.path("truncate").asBoolean(true)).isFalse();
        assertThat(asked.has("tools")).isFalse();
        assertThat(asked.has("think")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "m, low, true",
        "m, none, false",
        "oss, none, \"low\"",
        "oss, medium, \"medium\"",
        "oss, high, \"high\"",
    })
    void thinksAsMuchAsTheCallerWants(String model, String effort, String think) {
        assertThat(asked(model, ",'reasoning_effort':'" + effort + "'")
                        .path("think")
                        .toString())
                .isEqualTo(think);
    }

    @Test
    void secondsGoAsANumberAndAKeyAsABearer() {
        assertThat(asked("oss", "").path("keep_alive").isInt()).isTrue();
        assertThat(up.last().header("authorization")).isEqualTo("Bearer ollama-test-key");
    }

    @Test
    void schemasOfToolsArriveWhole() {
        JsonNode asked = asked(
                "m",
                ",'tools':[{'type':'function','function':{'name':'find','parameters':{'type':'object',"
                        + "'properties':{'tag':{'$ref':'#/$defs/Tag'}},'$defs':{'Tag':{'enum':['a','b']}}}}}]");
        assertThat(asked.at("/tools/0/function/parameters/$defs/Tag/enum")).hasSize(2);
    }

    @Test
    void anImageByItsAddressIsAskedOfSomebodyElse() {
        String image =
                "\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":"
                        + "\"http://127.0.0.1:" + up.port() + "/secret.png\"}}]}]}";
        int before = up.received().size();
        assertThat(router.chat("{\"model\":\"safe" + image).headers().firstValue("x-llm-target"))
                .contains("backup");
        HttpResponse<String> alone = router.chat("{\"model\":\"m" + image);
        assertThat(alone.statusCode()).isEqualTo(400);
        assertThat(alone.body()).contains("data:TYPE;base64,DATA");
        assertThat(up.received()).hasSize(before);
    }

    @Test
    void severalTextsAndImagesOfOneMessageArrive() {
        up.nowAnswering(WORDS.text(false));
        router.chat(
                """
            {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"},
             {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}
            """);
        JsonNode message = Caller.tree(up.last().body()).at("/messages/0");
        assertThat(message.path("content").asText()).isEqualTo("a\nb");
        assertThat(message.at("/images/0").asText()).isEqualTo("AAAA");
    }

    @Test
    void aReplyThatWasCutByALimitSaysSo() {
        up.nowAnswering(whole(content("Half"), "length"));
        assertThat(router.ask("m").body()).contains("\"finish_reason\":\"length\"");
    }

    @Test
    void anUnknownModelIsTheRoutersFault() {
        up.nowAnswering(status(404, "{\"error\":\"model 'qwen3:8b' not found\"}"));
        assertThat(router.ask("safe").headers().firstValue("x-llm-target")).contains("backup");
        assertThat(router.ask("m").statusCode()).isEqualTo(404);
    }

    @Test
    void anErrorWithinAStreamFallsOverBeforeTheFirstContentAndIsToldBehindIt() {
        String error = "{\"error\":\"an error was encountered while running the model\"}\n";
        up.nowAnswering(FakeOpenAi.stream(error));
        assertThat(router.stream("safe").headers().firstValue("x-llm-target")).contains("backup");
        up.nowAnswering(FakeOpenAi.stream(line(content("half"), null), error));
        assertThat(router.stream("m").body())
                .contains("half")
                .contains("while running the model")
                .doesNotContain("[DONE]");
    }

    @Test
    void aStreamThatBreaksOffIsNoReply() {
        up.nowAnswering(FakeOpenAi.stream(line(content("half"), null)));
        assertThat(router.stream("m").body()).contains("upstream_cut").doesNotContain("[DONE]");
        up.nowAnswering(FakeOpenAi.stream(line(content("half"), null), "<html>\n"));
        assertThat(router.stream("m").body()).contains("upstream_cut").doesNotContain("[DONE]");
    }

    @Test
    void aStreamIsReadHoweverItArrivesAlsoWithoutItsLastLineEnd() {
        byte[] bytes = (line(content("Hi 🌍"), null) + "\n"
                        + line(content("!"), "stop").strip())
                .getBytes(StandardCharsets.UTF_8);
        byte[][] pieces = new byte[bytes.length][];
        for (int i = 0; i < bytes.length; i++) {
            pieces[i] = Arrays.copyOfRange(bytes, i, i + 1);
        }
        up.nowAnswering(FakeOpenAi.pieces(pieces));
        assertThat(new OpenAiCaller().stream(router.stream("m").body()).text()).isEqualTo("Hi 🌍!");
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void whoLeavesBeforeTheFirstPieceStopsTheProvider(boolean isStream) {
        up.nowAnswering(hang());
        int before = up.aborted();
        await().until(() -> up.open() == 0);
        try (RawClient client = RawClient.to(router.port())) {
            client.send(RawClient.post("{\"model\":\"m\",\"stream\":" + isStream
                    + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"));
            await().until(() -> up.open() == 1);
        }
        await().untilAsserted(() -> assertThat(up.aborted()).isEqualTo(before + 1));
    }

    @Test
    void isAnEmbeddingModelToo() {
        up.nowAnswering(status(200, "{\"embeddings\":[[0.5,-1]],\"prompt_eval_count\":3}"));
        EmbeddingModel model = router.camel().getRegistry().lookupByNameAndType("m", EmbeddingModel.class);
        var embedded = model.embed("Hello");
        assertThat(embedded.content().vector()).containsExactly(0.5f, -1f);
        assertThat(embedded.tokenUsage()).isEqualTo(new TokenUsage(3));
        assertThat(up.last().path()).isEqualTo("/api/embed");
    }
}
