package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.GeminiWords.event;
import static dev.llmrouter.fixture.GeminiWords.text;
import static dev.llmrouter.fixture.GeminiWords.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FakeOpenAi.Answer;
import dev.llmrouter.fixture.GeminiWords;
import dev.llmrouter.fixture.RawClient;
import dev.llmrouter.fixture.Said;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What only Gemini does; what all dialects have in common is in the matrix. */
class GeminiTest {

    private static final GeminiWords WORDS = new GeminiWords();
    private static final FakeOpenAi up = answering(WORDS.text(false));
    private static TestRouter router;

    @BeforeAll
    static void start() {
        router = TestRouter.with(
                """
            providers:
              up: %s
              keyless: { type: gemini, apiKey: "{{env:NO_SUCH_VARIABLE:}}" }
              sim: { type: simulator, latency: 1ms, perToken: 0ms }
            targets:
              flash: { provider: up, model: gemini-2.5-flash, breaker: { window: 1000, minimumCalls: 1000 } }
              old: { provider: up, model: gemini-2.0-flash }
              three: { provider: up, model: gemini-3-pro-preview }
              short: { provider: up, model: gemini-2.5-pro, timeouts: { firstToken: 200ms, total: 300ms } }
              vectors: { provider: up, model: gemini-embedding-001 }
              backup: { provider: sim, model: small }
            models:
              safe: { of: [ flash, backup ] }
            """
                        .formatted(WORDS.provider(up)));
    }

    @AfterEach
    void forgetRefusals() {
        router.reloadKeys("up");
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

    private static JsonNode choice(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Caller.tree(answer.body()).path("choices").path(0);
    }

    @Test
    void isAskedAtItsOwnPathWithTheKeyInItsOwnHeader() {
        asked("flash", "");
        assertThat(up.last().path()).isEqualTo("/v1beta/models/gemini-2.5-flash:generateContent");
        assertThat(up.last().header("x-goog-api-key")).isEqualTo("gemini-test-key");
    }

    @Test
    void parametersArriveUnderGeminisNames() {
        JsonNode generation = asked(
                        "old",
                        ",'temperature':0.5,'top_p':0.9,'top_k':7,'max_completion_tokens':99,'stop':['END'],'seed':42,"
                                + "'presence_penalty':1,'frequency_penalty':0.5,'reasoning_effort':'none'")
                .path("generationConfig");
        assertThat(generation)
                .isEqualTo(Caller.tree("{\"temperature\":0.5,\"topP\":0.9,\"topK\":7,\"maxOutputTokens\":99,"
                        + "\"presencePenalty\":1.0,\"frequencyPenalty\":0.5,\"seed\":42,\"stopSequences\":[\"END\"]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "flash | ,'reasoning_effort':'low'                 | {'includeThoughts':true,'thinkingBudget':2048}",
                "flash | ,'reasoning_effort':'none'                | {'includeThoughts':false,'thinkingBudget':0}",
                "short | ,'reasoning_effort':'none'                | {'includeThoughts':false,'thinkingBudget':128}",
                "flash | ,'reasoning':{'max_tokens':777,'exclude':true} | {'includeThoughts':false,'thinkingBudget':777}",
                "three | ,'reasoning_effort':'minimal'             | {'includeThoughts':true,'thinkingLevel':'low'}",
                "three | ,'reasoning_effort':'high'                | {'includeThoughts':true,'thinkingLevel':'high'}",
                "three | ,'user':'me'                              | {'includeThoughts':true}",
            })
    void thinksAsMuchAsTheCallerWants(String model, String fields, String config) {
        assertThat(asked(model, fields).at("/generationConfig/thinkingConfig"))
                .isEqualTo(Caller.tree(config.replace('\'', '"')));
    }

    @Test
    void schemasOfToolsArriveWhole() {
        JsonNode asked = asked(
                "flash",
                ",'tools':[{'type':'function','function':{'name':'find','description':'it','parameters':{'type':'object',"
                        + "'properties':{'tags':{'type':'array','items':{'$ref':'#/$defs/Tag'},'minItems':1}},"
                        + "'required':['tags'],'additionalProperties':false,'$defs':{'Tag':{'enum':['a','b']}}}}}],"
                        + "'tool_choice':'required'");
        JsonNode function = asked.at("/tools/0/functionDeclarations/0");
        assertThat(function.path("name").asText()).isEqualTo("find");
        assertThat(function.at("/parametersJsonSchema/properties/tags/minItems").asInt())
                .isEqualTo(1);
        assertThat(function.at("/parametersJsonSchema/$defs/Tag/enum")).hasSize(2);
        assertThat(asked.at("/toolConfig/functionCallingConfig/mode").asText()).isEqualTo("ANY");
    }

    @Test
    void resultsOfParallelCallsArriveTogetherInTheOrderOfTheCalls() {
        up.nowAnswering(WORDS.text(false));
        router.chat(
                """
            {"model":"flash","messages":[{"role":"user","content":"?"},
             {"role":"assistant","content":null,"tool_calls":[
               {"id":"a","type":"function","function":{"name":"f","arguments":"{\\"x\\":1}"}},
               {"id":"b","type":"function","function":{"name":"f","arguments":""}}]},
             {"role":"tool","tool_call_id":"b","content":"of b"},
             {"role":"tool","tool_call_id":"a","content":"of a"}]}
            """);
        JsonNode contents = Caller.tree(up.last().body()).path("contents");
        assertThat(contents).hasSize(3);
        assertThat(contents.at("/1/parts/1/functionCall/args")).isEmpty();
        assertThat(contents.at("/2/role").asText()).isEqualTo("user");
        assertThat(contents.at("/2/parts/0/functionResponse/id").asText()).isEqualTo("a");
        assertThat(contents.at("/2/parts/0/functionResponse/response/result").asText())
                .isEqualTo("of a");
        assertThat(contents.at("/2/parts/1/functionResponse/id").asText()).isEqualTo("b");
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void theSignatureOfACallReturnsToThatCall(boolean isStream) {
        ObjectNode first = call("{\"city\":\"Paris\"}").put("thoughtSignature", "c2ln");
        ObjectNode second = call("{\"city\":\"Oslo\"}");
        up.nowAnswering(
                isStream
                        ? FakeOpenAi.stream(event(List.of(first), null, 3), event(List.of(second), "STOP", 3))
                        : whole(List.of(first, second), "STOP", 3));
        Caller caller = new OpenAiCaller();
        HttpResponse<String> answer =
                router.chat(caller.request("flash", Caller.Ask.TOOLS, isStream).toString());
        Caller.Heard heard = isStream ? caller.stream(answer.body()) : caller.whole(Caller.tree(answer.body()));
        up.nowAnswering(WORDS.text(false));
        router.chat(caller.withResults("flash", heard).toString());
        JsonNode parts = Caller.tree(up.last().body()).at("/contents/1/parts");
        assertThat(parts.at("/0/thoughtSignature").asText()).isEqualTo("c2ln");
        assertThat(parts.path(1).has("thoughtSignature")).isFalse();
        assertThat(parts).hasSize(2);
    }

    private static ObjectNode call(String arguments) {
        ObjectNode part = text("");
        part.remove("text");
        part.putObject("functionCall").put("name", "weather").set("args", Caller.tree(arguments));
        return part;
    }

    @Test
    void aSignatureOfAnotherProviderIsNotSent() {
        up.nowAnswering(WORDS.text(false));
        router.chat(
                """
            {"model":"flash","messages":[{"role":"user","content":"?"},
             {"role":"assistant","content":"x","reasoning_details":[{"type":"reasoning.text","text":"hm",
               "signature":"theirs","format":"anthropic-claude-v1","index":0}]},{"role":"user","content":"!"}]}
            """);
        assertThat(up.last().body()).doesNotContain("theirs").contains("hm");
    }

    static Stream<Arguments> endings() {
        return Stream.of(
                Arguments.of("MAX_TOKENS", "length"),
                Arguments.of("SAFETY", "content_filter"),
                Arguments.of("PROHIBITED_CONTENT", "content_filter"),
                Arguments.of("A_REASON_OF_NEXT_YEAR", "stop"));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void saysWhyItEnds(String reason, String word) {
        up.nowAnswering(whole(List.of(text("Half")), reason, 0));
        assertThat(choice(router.ask("flash")).path("finish_reason").asText()).isEqualTo(word);
        up.nowAnswering(FakeOpenAi.stream(event(List.of(text("Half")), null, 0), event(List.of(), reason, 0)));
        assertThat(router.stream("flash").body())
                .contains("\"finish_reason\":\"" + word + "\"")
                .endsWith("[DONE]\n\n");
    }

    @Test
    void aBlockedPromptIsAFilteredReply() {
        String blocked = "{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"},\"usageMetadata\":"
                + "{\"promptTokenCount\":9,\"totalTokenCount\":9}}";
        up.nowAnswering(status(200, blocked));
        assertThat(choice(router.ask("flash")).path("finish_reason").asText()).isEqualTo("content_filter");
        up.nowAnswering(FakeOpenAi.stream("data: " + blocked + "\n\n"));
        assertThat(router.stream("flash").body()).contains("\"finish_reason\":\"content_filter\"");
    }

    @Test
    void severalPartsOfATextAreOneText() {
        up.nowAnswering(whole(List.of(text("a"), text("b ").put("thought", true), text("c")), "STOP", 2));
        JsonNode message = choice(router.ask("flash")).path("message");
        assertThat(message.path("content").asText()).isEqualTo("ac");
        assertThat(message.path("reasoning_content").asText()).isEqualTo("b ");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("a call that can't be read", whole(List.of(), "MALFORMED_FUNCTION_CALL", 0)),
                Arguments.of("no candidate", status(200, "{}")),
                Arguments.of("HTML", status(200, "<html>")),
                Arguments.of("a list", status(200, "[]")),
                Arguments.of(
                        "an overloaded model", status(503, "{\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\"}}")),
                Arguments.of(
                        "a bad key",
                        status(
                                400,
                                "{\"error\":{\"code\":400,\"message\":\"API key not valid: gemini-test-key\",\"status\":"
                                        + "\"INVALID_ARGUMENT\",\"details\":[{\"reason\":\"API_KEY_INVALID\"}]}}")),
                Arguments.of("a closed connection", FakeOpenAi.reset()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void fallsOverOn(String name, Answer failure) {
        up.nowAnswering(failure);
        for (boolean isStream : new boolean[] {false, true}) {
            HttpResponse<String> answer = isStream ? router.stream("safe") : router.ask("safe");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-llm-target")).contains("backup");
        }
        HttpResponse<String> alone = router.ask("flash");
        assertThat(alone.statusCode()).isNotEqualTo(200).isNotEqualTo(500);
        assertThat(alone.body()).doesNotContain("gemini-test-key").doesNotContain("127.0.0.1");
    }

    @Test
    void anErrorWithinAStreamFallsOverBeforeTheFirstContentAndIsToldBehindIt() {
        String error = "data: {\"error\":{\"code\":503,\"message\":\"Overloaded\",\"status\":\"UNAVAILABLE\"}}\n\n";
        up.nowAnswering(FakeOpenAi.stream(error));
        assertThat(router.stream("safe").headers().firstValue("x-llm-target")).contains("backup");
        up.nowAnswering(FakeOpenAi.stream(event(List.of(text("half")), null, 0), error));
        assertThat(router.stream("safe").body())
                .contains("half")
                .contains("Overloaded")
                .doesNotContain("[DONE]");
    }

    @Test
    void aStreamThatBreaksOffIsNoReply() {
        up.nowAnswering(FakeOpenAi.stream(event(List.of(text("half")), null, 0)));
        assertThat(router.stream("flash").body()).contains("upstream_cut").doesNotContain("[DONE]");
        up.nowAnswering(FakeOpenAi.cutAfter(event(List.of(text("half")), null, 0)));
        assertThat(router.stream("flash").body()).contains("upstream_cut").doesNotContain("[DONE]");
        up.nowAnswering(FakeOpenAi.stream(event(List.of(text("half")), null, 0), "data: {\"candi\n\n"));
        assertThat(router.stream("flash").body()).contains("upstream_cut").doesNotContain("[DONE]");
    }

    @Test
    void aStreamIsReadHoweverItArrives() {
        byte[] bytes = (event(List.of(text("Hi 🌍")), null, 0) + event(List.of(text("!")), "STOP", 0))
                .getBytes(StandardCharsets.UTF_8);
        byte[][] pieces = new byte[bytes.length][];
        for (int i = 0; i < bytes.length; i++) {
            pieces[i] = Arrays.copyOfRange(bytes, i, i + 1);
        }
        up.nowAnswering(FakeOpenAi.pieces(pieces));
        Caller.Heard heard = new OpenAiCaller().stream(router.stream("flash").body());
        assertThat(heard.text()).isEqualTo("Hi 🌍!");
    }

    @Test
    void limitsHold() {
        up.nowAnswering(hang());
        assertThat(router.ask("short").statusCode()).isEqualTo(504);
        int before = up.aborted();
        assertThat(router.stream("short").statusCode()).isEqualTo(504);
        await().untilAsserted(() -> assertThat(up.aborted()).isGreaterThan(before));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void whoLeavesBeforeTheFirstPieceStopsTheProvider(boolean isStream) {
        up.nowAnswering(hang());
        int before = up.aborted();
        await().until(() -> up.open() == 0);
        try (RawClient client = RawClient.to(router.port())) {
            client.send(RawClient.post("{\"model\":\"flash\",\"stream\":" + isStream
                    + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"));
            await().until(() -> up.open() == 1);
        }
        await().untilAsserted(() -> assertThat(up.aborted()).isEqualTo(before + 1));
        await().untilAsserted(() -> assertThat(router.inFlight("flash")).isZero());
    }

    @Test
    void thoughtsAreCountedOnce() {
        up.nowAnswering(WORDS.reasoning(false));
        JsonNode usage = Caller.tree(router.ask("flash").body()).path("usage");
        assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(Said.INPUT);
        assertThat(usage.path("completion_tokens").asInt()).isEqualTo(Said.OUTPUT);
        assertThat(usage.at("/completion_tokens_details/reasoning_tokens").asInt())
                .isEqualTo(Said.REASONING);
    }

    @Test
    void isAnEmbeddingModelToo() {
        up.nowAnswering(status(200, "{\"embeddings\":[{\"values\":[0.5,-1]}]}"));
        EmbeddingModel model = router.camel().getRegistry().lookupByNameAndType("vectors", EmbeddingModel.class);
        assertThat(model.embed("Hello").content().vector()).containsExactly(0.5f, -1f);
        assertThat(up.last().path()).isEqualTo("/v1beta/models/gemini-embedding-001:batchEmbedContents");
        assertThat(up.last().body()).contains("Hello");
    }
}
