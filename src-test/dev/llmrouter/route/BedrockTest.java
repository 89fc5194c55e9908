package dev.llmrouter.route;

import static dev.llmrouter.fixture.BedrockWords.delta;
import static dev.llmrouter.fixture.BedrockWords.exception;
import static dev.llmrouter.fixture.BedrockWords.refusal;
import static dev.llmrouter.fixture.BedrockWords.text;
import static dev.llmrouter.fixture.BedrockWords.whole;
import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.BedrockWords;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FakeOpenAi.Answer;
import dev.llmrouter.fixture.RawClient;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What only Bedrock does; what all dialects have in common is in the matrix. */
class BedrockTest {

    private static final BedrockWords WORDS = new BedrockWords();
    private static final FakeOpenAi up = answering(WORDS.text(false));
    private static TestRouter router;

    @BeforeAll
    static void start() {
        router = TestRouter.with(
                """
            providers:
              up: %s
              half: { type: bedrock, region: eu-central-1, accessKeyId: "{{KEY:AKIDEXAMPLEKEY}}" }
              sim: { type: simulator, latency: 1ms, perToken: 0ms }
            targets:
              claude: { provider: up, model: "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
                breaker: { window: 1000, minimumCalls: 1000 } }
              brief: { provider: up, model: "eu.anthropic.claude-sonnet-4-5-20250929-v1:0", timeouts: { idle: 300ms } }
              oss: { provider: up, model: "openai.gpt-oss-120b-1:0" }
              backup: { provider: sim, model: small }
            models:
              safe: { of: [ claude, backup ] }
            """
                        .formatted(WORDS.provider(up)));
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
    void isAskedAtItsOwnPathSigned() {
        asked("claude", "");
        assertThat(up.last().path())
                .startsWith("/model/eu.anthropic.claude-sonnet-4-5")
                .endsWith("/converse");
        assertThat(up.last().header("authorization")).startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLEKEY/");
    }

    @Test
    void parametersArriveUnderBedrocksNames() {
        JsonNode asked = asked(
                "claude", ",'temperature':0.5,'top_p':0.5,'top_k':7,'max_tokens':99,'stop':'END','presence_penalty':1");
        assertThat(asked.path("inferenceConfig"))
                .isEqualTo(
                        Caller.tree("{\"maxTokens\":99,\"temperature\":0.5,\"topP\":0.5,\"stopSequences\":[\"END\"]}"));
        assertThat(asked.at("/additionalModelRequestFields/top_k").asInt()).isEqualTo(7);
    }

    @Test
    void thinksAsMuchAsTheCallerWants() {
        JsonNode claude = asked("claude", ",'reasoning_effort':'low','temperature':0.5,'max_tokens':100");
        assertThat(claude.at("/additionalModelRequestFields/thinking"))
                .isEqualTo(Caller.tree("{\"type\":\"enabled\",\"budget_tokens\":2048}"));
        assertThat(claude.at("/inferenceConfig/maxTokens").asInt()).isEqualTo(2148);
        assertThat(claude.path("inferenceConfig").has("temperature")).isFalse();
        assertThat(asked("oss", ",'reasoning_effort':'low'")
                        .at("/additionalModelRequestFields/reasoning_effort")
                        .asText())
                .isEqualTo("low");
    }

    @Test
    void schemasOfToolsArriveWhole() {
        JsonNode asked = asked(
                "claude",
                ",'tools':[{'type':'function','function':{'name':'find','parameters':{'type':'object',"
                        + "'properties':{'tag':{'$ref':'#/$defs/Tag'},'n':{'maximum':9007199254740993}},"
                        + "'additionalProperties':false,'$defs':{'Tag':{'enum':['a',null]}}}}}],'tool_choice':'required'");
        JsonNode schema = asked.at("/toolConfig/tools/0/toolSpec/inputSchema/json");
        assertThat(schema.at("/$defs/Tag/enum/1").isNull()).isTrue();
        assertThat(schema.at("/properties/n/maximum").asLong()).isEqualTo(9007199254740993L);
        assertThat(asked.at("/toolConfig/toolChoice/any").isObject()).isTrue();
    }

    @Test
    void messagesOfOneSideAreOneTurn() {
        up.nowAnswering(WORDS.text(false));
        router.chat(
                """
            {"model":"claude","messages":[{"role":"user","content":"a"},{"role":"user","content":"b"},
             {"role":"assistant","content":"","tool_calls":[
               {"id":"x","type":"function","function":{"name":"f","arguments":""}}]},
             {"role":"tool","tool_call_id":"x","content":"r"},{"role":"user","content":"c"}],
             "tools":[{"type":"function","function":{"name":"f"}}]}
            """);
        JsonNode messages = Caller.tree(up.last().body()).path("messages");
        assertThat(messages).hasSize(3);
        assertThat(messages.at("/0/content")).hasSize(2);
        assertThat(messages.at("/1/content")).hasSize(1);
        assertThat(messages.at("/2/content")).hasSize(2);
    }

    static Stream<Arguments> endings() {
        return Stream.of(
                Arguments.of("max_tokens", "length"),
                Arguments.of("guardrail_intervened", "content_filter"),
                Arguments.of("content_filtered", "content_filter"),
                Arguments.of("a_reason_of_next_year", "stop"));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void saysWhyItEnds(String reason, String word) {
        up.nowAnswering(whole(reason, text("Half")));
        assertThat(router.ask("claude").body()).contains("\"finish_reason\":\"" + word + "\"");
        up.nowAnswering(BedrockWords.stream(reason, List.of(delta(0, "{\"text\":\"Half\"}"))));
        assertThat(router.stream("claude").body())
                .contains("\"finish_reason\":\"" + word + "\"")
                .endsWith("[DONE]\n\n");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("throttling", refusal(429, "ThrottlingException", "slow down"), 429),
                Arguments.of("no access", refusal(403, "AccessDeniedException", "arn:aws:iam::1:user/me may not"), 502),
                Arguments.of("an unknown model", refusal(404, "ResourceNotFoundException", "no such model"), 404),
                Arguments.of("a failure", refusal(500, "InternalServerException", "oops"), 502),
                Arguments.of("a closed connection", FakeOpenAi.reset(), 502));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void fallsOverOn(String name, Answer failure, int status) {
        up.nowAnswering(failure);
        for (boolean isStream : new boolean[] {false, true}) {
            int before = up.received().size();
            HttpResponse<String> answer = isStream ? router.stream("safe") : router.ask("safe");
            assertThat(answer.headers().firstValue("x-llm-target")).contains("backup");
            assertThat(up.received().size() - before).as("asked once").isLessThanOrEqualTo(1);
        }
        HttpResponse<String> alone = router.ask("claude");
        assertThat(alone.statusCode()).as(alone.body()).isEqualTo(status);
        assertThat(alone.body()).doesNotContain("arn:").doesNotContain("AKID").doesNotContain("127.0.0.1");
    }

    @Test
    void anErrorWithinAStreamFallsOverBeforeTheFirstContentAndIsToldBehindIt() {
        byte[] error = exception("throttlingException", "slow down");
        up.nowAnswering(BedrockWords.events(List.of(error)));
        assertThat(router.stream("safe").headers().firstValue("x-llm-target")).contains("backup");
        up.nowAnswering(BedrockWords.events(List.of(delta(0, "{\"text\":\"half\"}"), error)));
        assertThat(router.stream("claude").body())
                .contains("half")
                .contains("rate_limit_exceeded")
                .doesNotContain("[DONE]");
    }

    @Test
    void aStreamThatBreaksOffIsNoReply() {
        // the client of Bedrock says nothing of such an end, so that it takes the time until a stream counts as silent
        up.nowAnswering(BedrockWords.events(List.of(delta(0, "{\"text\":\"half\"}"))));
        assertThat(router.stream("brief").body())
                .contains("half")
                .contains("error")
                .doesNotContain("[DONE]");
    }

    @Test
    void imagesThatItCannotTakeAreAskedOfSomebodyElseOrRefused() {
        String image =
                "\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":"
                        + "\"%s\"}}]}]}";
        int before = up.received().size();
        assertThat(router.chat("{\"model\":\"safe" + image.formatted("http://127.0.0.1:" + up.port() + "/a.png"))
                        .headers()
                        .firstValue("x-llm-target"))
                .contains("backup");
        assertThat(router.chat("{\"model\":\"claude" + image.formatted("data:image/png;base64,!!"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(up.received()).hasSize(before);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void whoLeavesBeforeTheFirstPieceStopsTheProvider(boolean isStream) {
        up.nowAnswering(hang());
        int before = up.aborted();
        await().until(() -> up.open() == 0);
        try (RawClient client = RawClient.to(router.port())) {
            client.send(RawClient.post("{\"model\":\"claude\",\"stream\":" + isStream
                    + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"));
            await().until(() -> up.open() == 1);
        }
        await().untilAsserted(() -> assertThat(up.aborted()).isEqualTo(before + 1));
        await().untilAsserted(() -> assertThat(router.inFlight("claude")).isZero());
    }

    @Test
    void isOffWithHalfOfItsKeys() {
        assertThat(router.ask("half/x").statusCode()).isEqualTo(404);
    }
}
