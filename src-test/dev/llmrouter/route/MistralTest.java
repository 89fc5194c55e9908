package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.MistralWords;
import dev.llmrouter.fixture.Said;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What only Mistral does; what all dialects have in common is in the matrix. */
class MistralTest {

    private static final MistralWords WORDS = new MistralWords();
    private static final FakeOpenAi up = answering(WORDS.text(false));
    private static TestRouter router;

    @BeforeAll
    static void start() {
        router = TestRouter.with(
                """
            providers:
              up: %s
            targets:
              m: { provider: up, model: mistral-large-latest, breaker: { window: 1000, minimumCalls: 1000 } }
            """
                        .formatted(WORDS.provider(up)));
    }

    @AfterAll
    static void stop() {
        router.close();
        up.close();
    }

    @Test
    void whatItCallsOtherwiseIsCalledSoAndWhatItRefusesIsLeftOut() {
        up.nowAnswering(WORDS.text(false));
        HttpResponse<String> answer = router.chat(
                """
            {"model":"m","messages":[{"role":"user","content":"Hello"}],"max_completion_tokens":9,"seed":42,"user":"me",
             "store":true,"metadata":{"a":"b"},"logit_bias":{"1":2},"service_tier":"auto","tool_choice":"required",
             "tools":[{"type":"function","function":{"name":"f","parameters":{}}}],"temperature":0.50}
            """);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(up.last().header("authorization")).isEqualTo("Bearer mistral-test-key");
        JsonNode asked = Caller.tree(up.last().body());
        assertThat(asked.path("max_tokens").asInt()).isEqualTo(9);
        assertThat(asked.path("random_seed").asInt()).isEqualTo(42);
        assertThat(asked.path("tool_choice").asText()).isEqualTo("any");
        assertThat(up.last().body()).contains("\"temperature\":0.50");
    }

    @Test
    void callsThatWereMadeElsewhereGetIdsThatItTakes() {
        up.nowAnswering(WORDS.text(false));
        HttpResponse<String> answer = router.chat(
                """
            {"model":"m","messages":[{"role":"user","content":"?"},
             {"role":"assistant","content":null,"refusal":null,"reasoning_content":"hm","tool_calls":[
               {"id":"call_from_elsewhere","type":"function","function":{"name":"f","arguments":"{}"}},
               {"id":"D681PevK1","type":"function","function":{"name":"f","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"call_from_elsewhere","content":"1"},
             {"role":"tool","tool_call_id":"D681PevK1","content":"2"}]}
            """);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode messages = Caller.tree(up.last().body()).path("messages");
        String id = messages.at("/1/tool_calls/0/id").asText();
        assertThat(id).matches("[a-z0-9]{9}");
        assertThat(messages.at("/2/tool_call_id").asText()).isEqualTo(id);
        assertThat(messages.at("/3/tool_call_id").asText()).isEqualTo("D681PevK1");
    }

    @Test
    void thoughtsWithinTheContentAreToldApart() {
        up.nowAnswering(WORDS.reasoning(false));
        JsonNode message = Caller.tree(router.ask("m").body()).at("/choices/0/message");
        assertThat(message.path("content").asText()).isEqualTo(Said.TEXT);
        assertThat(message.path("reasoning_content").asText()).isEqualTo(Said.THOUGHT);
        up.nowAnswering(WORDS.reasoning(true));
        Caller.Heard heard = new OpenAiCaller().stream(router.stream("m").body());
        assertThat(heard.text()).isEqualTo(Said.TEXT);
        assertThat(heard.thought()).isEqualTo(Said.THOUGHT);
    }

    @Test
    void aPromptAndReplyThatFillTheModelEndAsALimitDoes() {
        up.nowAnswering(status(
                200,
                "{\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"finish_reason\":\"model_length\",\"message\":"
                        + "{\"role\":\"assistant\",\"content\":\"Half\"}}]}"));
        assertThat(router.ask("m").body()).contains("\"finish_reason\":\"length\"");
    }

    @Test
    void aTextThatLooksLikeAListStaysAText() {
        String text = "{\\\"content\\\":[]}";
        up.nowAnswering(FakeOpenAi.completion(text));
        assertThat(Caller.tree(router.ask("m").body())
                        .at("/choices/0/message/content")
                        .asText())
                .isEqualTo("{\"content\":[]}");
    }

    @Test
    void isAnEmbeddingModelToo() {
        up.nowAnswering(
                status(200, "{\"data\":[{\"embedding\":[0.5,-1],\"index\":0}],\"usage\":{\"prompt_tokens\":3}}"));
        EmbeddingModel model = router.camel().getRegistry().lookupByNameAndType("m", EmbeddingModel.class);
        assertThat(model.embed("Hello").content().vector()).containsExactly(0.5f, -1f);
        assertThat(up.last().path()).isEqualTo("/v1/embeddings");
    }
}
