package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.finish;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.FakeOpenAi.stream;
import static dev.llmrouter.fixture.FakeOpenAi.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.StreamedReply;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AzureTest {

    private static final String FILTERED = "{\"hate\":{\"filtered\":false,\"severity\":\"safe\"}}";

    private static final FakeOpenAi up = answering(completion("Hi"));
    private static TestRouter router;

    @BeforeAll
    static void start() {
        String url = "http://127.0.0.1:" + up.port();
        router = TestRouter.with(
                """
            providers:
              v1: { type: azure, baseUrl: "%s", apiKey: "{{KEY:azure-test-key}}" }
              full: { type: azure, baseUrl: "%s/openai/v1/", apiKey: "{{KEY:azure-test-key}}" }
              dated: { type: azure, baseUrl: "%s/", apiKey: "{{KEY:azure-test-key}}", apiVersion: "2024-10-21" }
              limited: { type: azure, baseUrl: "%s", apiKey: "{{KEY:azure-test-key}}" }
              refused: { type: azure, baseUrl: "%s", apiKey: "{{KEY:azure-test-key}}" }
              nowhere: { type: azure, apiKey: "{{KEY:azure-test-key}}" }
              keyless: { type: azure, resource: mine }
              sim: { type: simulator, latency: 1ms, perToken: 0ms }
            targets:
              new: { provider: v1, model: my-deployment }
              same: { provider: full, model: my-deployment }
              old: { provider: dated, model: my-deployment }
              backup: { provider: sim, model: small }
            models:
              safe: { of: [ new, backup ] }
              spare: { of: [ refused/my-deployment, backup ] }
            """
                        .formatted(url, url, url, url, url));
    }

    @AfterAll
    static void stop() {
        router.close();
        up.close();
    }

    @ParameterizedTest
    @CsvSource({
        "new, /openai/v1/chat/completions",
        "same, /openai/v1/chat/completions",
        "old, /openai/deployments/my-deployment/chat/completions",
    })
    void isAskedInOpenAisWordsAtItsOwnPath(String model, String path) {
        up.nowAnswering((request, body) -> {
            assertThat(request.getHeader("api-key")).isEqualTo("azure-test-key");
            String version = model.equals("old") ? "2024-10-21" : null;
            completion(String.valueOf(version).equals(String.valueOf(request.getParam("api-version"))) ? "Hi" : "wrong")
                    .to(request, body);
        });
        HttpResponse<String> answer = router.chat("{\"model\":\"" + model
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"some_field\":1.50}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("Hi");
        assertThat(up.last().path()).isEqualTo(path);
        assertThat(up.last().body()).contains("\"model\":\"my-deployment\"").contains("\"some_field\":1.50");
    }

    @Test
    void aStreamBeginsWithWhatTheFilterSaysOfThePrompt() {
        String first = "data: {\"choices\":[],\"created\":0,\"id\":\"\",\"model\":\"\",\"object\":\"\","
                + "\"prompt_filter_results\":[{\"prompt_index\":0,\"content_filter_results\":" + FILTERED + "}]}\n\n";
        up.nowAnswering(stream(first, chunk("Hi"), finish(), usage(), done()));
        String events = router.stream("new").body();
        assertThat(events).startsWith(first).contains("Hi").endsWith(done());
        up.nowAnswering(stream(first));
        assertThat(router.stream("safe").headers().firstValue("x-llm-target")).contains("backup");
    }

    @Test
    void aPromptThatTheFilterRefusesIsTheCallersAndTriedNowhereElse() {
        up.nowAnswering(status(
                400,
                "{\"error\":{\"message\":\"The response was filtered due to the prompt triggering Azure OpenAI's content"
                        + " management policy.\",\"type\":null,\"param\":\"prompt\",\"code\":\"content_filter\","
                        + "\"status\":400,\"innererror\":{\"code\":\"ResponsibleAIPolicyViolation\"}}}"));
        HttpResponse<String> answer = router.ask("safe");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\":\"content_filter\"").contains("content management policy");
    }

    @Test
    void aReplyThatTheFilterEndsSaysSo() {
        up.nowAnswering(stream(
                chunk("Hi"),
                "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                        + "[{\"index\":0,\"delta\":{},\"finish_reason\":\"content_filter\",\"content_filter_results\":"
                        + FILTERED + "}]}\n\n",
                done()));
        assertThat(router.stream("new").body())
                .contains("\"finish_reason\":\"content_filter\"")
                .endsWith(done());
    }

    @Test
    void refusalsShowNeitherKeyNorAddress() {
        up.nowAnswering(status(
                429,
                "{\"error\":{\"code\":\"429\",\"message\":\"Requests with azure-test-key at 127.0.0.1 have exceeded the"
                        + " call rate limit.\"}}",
                "Retry-After",
                "6"));
        HttpResponse<String> answer = router.ask("limited/my-deployment");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).contains("6");
        assertThat(answer.body()).doesNotContain("azure-test-key").doesNotContain("127.0.0.1");
        up.nowAnswering(status(401, "{\"error\":{\"code\":\"401\",\"message\":\"Access denied: azure-test-key\"}}"));
        assertThat(router.ask("refused/my-deployment").body())
                .contains("upstream_auth")
                .doesNotContain("azure-test-key");
        router.reloadKeys("refused");
        assertThat(router.ask("spare").headers().firstValue("x-llm-target")).contains("backup");
        assertThat(up.last().body()).contains("my-deployment");
    }

    @ParameterizedTest
    @CsvSource({"new, /openai/v1/chat/completions", "old, /openai/deployments/my-deployment/chat/completions"})
    void isALangChain4jModelToo(String name, String path) throws Exception {
        up.nowAnswering(completion("Hi"));
        ChatModel model = router.camel().getRegistry().lookupByNameAndType(name, ChatModel.class);
        assertThat(model.chat("Hello")).isEqualTo("Hi");
        assertThat(up.last().path()).isEqualTo(path);
        up.nowAnswering(FakeOpenAi.streamOf("Hi", "!"));
        StreamedReply reply = new StreamedReply();
        router.camel()
                .getRegistry()
                .lookupByNameAndType(name, StreamingChatModel.class)
                .chat("Hello", reply);
        assertThat(reply.whole().aiMessage().text()).isEqualTo("Hi!");
    }

    @Test
    void isOffWithoutAPlaceOrAKey() {
        for (String provider : new String[] {"nowhere", "keyless"}) {
            assertThat(router.ask(provider + "/x").statusCode()).isEqualTo(404);
        }
    }
}
