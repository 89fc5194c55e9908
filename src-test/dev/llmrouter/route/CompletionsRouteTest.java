package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.cutAfter;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.FakeOpenAi.stream;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.SseException;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionChoice;
import com.openai.models.completions.CompletionCreateParams;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.Said;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionsRouteTest {

    private static final String WHOLE =
            "{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\",\"choices\":"
                    + "[{\"text\":\"Hi\",\"index\":0,\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,"
                    + "\"completion_tokens\":2,\"total_tokens\":3}}";

    private static final FakeOpenAi upstream = answering(completion("Hi"));
    private static TestRouter router;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        router = TestRouter.with(
                """
            providers:
              chats: { type: openai, baseUrl: "%s", operations: [chat] }
              speaks: { type: openai, baseUrl: "%s" }
              sim: { type: simulator, latency: 1ms, perToken: 1ms }
            targets:
              chatter: { provider: chats, model: upstream-model }
              speaker: { provider: speaks, model: upstream-model }
              made-up: { provider: sim, model: small }
            """
                        .formatted(upstream.baseUrl(), upstream.baseUrl()));
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

    private static CompletionCreateParams.Builder asking(String model) {
        return CompletionCreateParams.builder().model(model).prompt("Hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chatter", "made-up"})
    void getsATextOfAModelThatOnlyChats(String model) {
        upstream.nowAnswering(completion("Hi"));
        Completion reply = client.completions()
                .create(asking(model).maxTokens(50).temperature(0).build())
                .validate();
        CompletionChoice choice = reply.choices().get(0);
        assertThat(choice.text()).isNotBlank();
        assertThat(choice.finishReason()).isEqualTo(CompletionChoice.FinishReason.STOP);
        assertThat(reply.usage().orElseThrow().completionTokens()).isPositive();
        if (model.equals("chatter")) {
            assertThat(reply.id()).isEqualTo("cmpl-1");
            assertThat(upstream.last().path()).isEqualTo("/v1/chat/completions");
            assertThat(upstream.last().body())
                    .contains("\"max_tokens\":50")
                    .contains("\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]");
        }
    }

    @ParameterizedTest
    @CsvSource({"chatter,true", "chatter,false", "made-up,true", "made-up,false"})
    void getsAStreamOfAModelThatOnlyChats(String model, boolean usageWanted) {
        upstream.nowAnswering(streamOf(Said.PIECES.toArray(String[]::new)));
        CompletionCreateParams.Builder params = asking(model);
        if (usageWanted) {
            params.streamOptions(com.openai.models.chat.completions.ChatCompletionStreamOptions.builder()
                    .includeUsage(true)
                    .build());
        }
        List<Completion> chunks;
        try (StreamResponse<Completion> stream = client.completions().createStreaming(params.build())) {
            chunks = stream.stream().toList();
        }
        StringBuilder text = new StringBuilder();
        chunks.stream().flatMap(chunk -> chunk.choices().stream()).forEach(choice -> text.append(choice.text()));
        assertThat(text.toString())
                .isIn(Said.TEXT, "This is the llm-router simulator, no model was asked. You wrote: Hello");
        // only the choice that ends has a reason, as at OpenAI, although its client calls the others invalid
        List<Completion> last = chunks.stream()
                .filter(chunk -> chunk.choices().isEmpty() || chunk.isValid())
                .toList();
        last.forEach(Completion::validate);
        assertThat(last.get(0).choices().get(0).finishReason()).isEqualTo(CompletionChoice.FinishReason.STOP);
        assertThat(last).hasSize(usageWanted ? 2 : 1);
        assertThat(last.get(last.size() - 1).usage().isPresent()).isEqualTo(usageWanted);
    }

    @Test
    void aCompletionAtAServerOfCompletionsArrivesAsSent() {
        upstream.nowAnswering(status(200, WHOLE));
        String rest = ",\"prompt\":[\"a\",\"b\"],\"n\":2,\"echo\":true,\"logprobs\":3,\"suffix\":\"x\"}";
        HttpResponse<String> reply = router.post("/completions", "{\"model\":\"speaker\"" + rest);
        assertThat(reply.body()).isEqualTo(WHOLE);
        assertThat(upstream.last().path()).isEqualTo("/v1/completions");
        assertThat(upstream.last().body()).isEqualTo("{\"model\":\"upstream-model\"" + rest);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStreamAtAServerOfCompletionsAsksForUsageThatIsHiddenAgain(boolean usageWanted) {
        String piece = "data: {\"choices\":[{\"text\":\"Hi\",\"index\":0,\"finish_reason\":null}]}\n\n";
        String end = "data: {\"choices\":[{\"text\":\"\",\"index\":0,\"finish_reason\":\"stop\"}]}\n\n";
        String usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n";
        upstream.nowAnswering(stream(piece, end, usage, done()));
        String options = usageWanted ? ",\"stream_options\":{\"include_usage\":true}" : "";
        HttpResponse<String> reply = router.post(
                "/completions", "{\"model\":\"speaker\",\"prompt\":\"Hello\",\"stream\":true" + options + "}");
        assertThat(reply.body()).isEqualTo(piece + end + (usageWanted ? usage : "") + done());
        assertThat(upstream.last().body())
                .isEqualTo("{\"model\":\"upstream-model\",\"prompt\":\"Hello\",\"stream\":true,"
                        + "\"stream_options\":{\"include_usage\":true}}");
    }

    @Test
    void oneTextInAListIsOneText() {
        upstream.nowAnswering(completion("Hi"));
        HttpResponse<String> reply = router.post(
                "/completions",
                "{\"model\":\"chatter\",\"prompt\":[\"é 🌍\"],\"n\":1,\"echo\":false,"
                        + "\"logprobs\":null,\"suffix\":null,\"best_of\":1,\"stop\":[\"x\"],\"of_tomorrow\":1}");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(upstream.last().body())
                .isEqualTo("{\"model\":\"upstream-model\",\"stop\":[\"x\"],\"messages\":"
                        + "[{\"role\":\"user\",\"content\":\"é 🌍\"}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "prompt ; \"prompt\":[\"a\",\"b\"]",
                "prompt ; \"prompt\":[1,2]",
                "prompt ; \"prompt\":[[1,2]]",
                "prompt ; \"prompt\":[]",
                "prompt ; \"prompt\":7",
                "prompt ; \"temperature\":1",
                "prompt ; \"prompt\":\"a\",\"prompt\":\"b\"",
                "n ; \"prompt\":\"a\",\"n\":2",
                "n ; \"prompt\":\"a\",\"n\":\"two\"",
                "best_of ; \"prompt\":\"a\",\"best_of\":3",
                "echo ; \"prompt\":\"a\",\"echo\":true",
                "suffix ; \"prompt\":\"a\",\"suffix\":\"b\"",
                "logprobs ; \"prompt\":\"a\",\"logprobs\":0",
                "stream_options ; \"prompt\":\"a\",\"stream_options\":1",
            })
    void whatAModelThatOnlyChatsCanNotDoIsRefusedByItsPlace(String param, String fields) {
        HttpResponse<String> reply = router.post("/completions", "{\"model\":\"chatter\"," + fields + "}");
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).contains("\"param\":\"" + param + "\"").contains("\"invalid_request_error\"");
    }

    @Test
    void theRefusalSaysWhatToDo() {
        BadRequestException refused = catchThrowableOfType(BadRequestException.class, () -> client.completions()
                .create(asking("made-up").n(2).build()));
        assertThat(refused.param()).contains("n");
        assertThat(refused.getMessage()).contains("a target that speaks completions itself");
    }

    @Test
    void aStreamThatBreaksOffIsAnException() {
        upstream.nowAnswering(cutAfter(role(), chunk("half")));
        SseException broke = catchThrowableOfType(SseException.class, () -> {
            try (StreamResponse<Completion> stream =
                    client.completions().createStreaming(asking("chatter").build())) {
                stream.stream()
                        .forEach(chunk ->
                                assertThat(chunk.choices().get(0).text()).isEqualTo("half"));
            }
        });
        assertThat(broke.code()).contains("upstream_cut");
    }
}
