package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static dev.llmrouter.fixture.FakeOpenAi.stallAfter;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.FakeOpenAi.stream;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.models.Model;
import dev.llmrouter.fixture.FakeOpenAi;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's own client for Java, of which nothing but the base URL was changed. */
class OpenAiJavaClientTest {

    /** What the JSON schema and the tool are made of. */
    public static class Weather {
        public String city = "";
        public int days;
    }

    private static final FakeOpenAi upstream = answering(completion("Hi"));
    private static TestRouter router;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        router = TestRouter.withRealAndMadeUp(upstream.baseUrl());
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

    private static ChatCompletionCreateParams.Builder asking(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage("Hello");
    }

    private static ChatCompletion ask(ChatCompletionCreateParams.Builder params) {
        return client.chat().completions().create(params.build()).validate();
    }

    private static ChatCompletion streamed(ChatCompletionCreateParams.Builder params) {
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(params.build())) {
            chunks.stream().forEach(chunk -> whole.accumulate(chunk.validate()));
        }
        return whole.chatCompletion().validate();
    }

    private static ChatCompletionCreateParams.Builder countingTokens(ChatCompletionCreateParams.Builder params) {
        return params.streamOptions(
                ChatCompletionStreamOptions.builder().includeUsage(true).build());
    }

    private static String text(ChatCompletion reply) {
        return reply.choices().get(0).message().content().orElse("");
    }

    private static ChatCompletionMessageFunctionToolCall.Function call(ChatCompletion reply) {
        return reply.choices()
                .get(0)
                .message()
                .toolCalls()
                .orElseThrow()
                .get(0)
                .asFunction()
                .function();
    }

    @ParameterizedTest
    @ValueSource(strings = {"real", "made-up"})
    void getsAWholeReplyWithItsUsage(String model) {
        upstream.nowAnswering(completion("Hi"));
        ChatCompletion reply = ask(asking(model));
        assertThat(text(reply)).isNotBlank();
        assertThat(reply.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(reply.usage().orElseThrow().promptTokens()).isPositive();
        assertThat(reply.usage().orElseThrow().completionTokens()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"real", "made-up"})
    void getsAStreamThatEndsWithItsUsage(String model) {
        upstream.nowAnswering(streamOf("How ", "are ", "you?"));
        ChatCompletion reply = streamed(countingTokens(asking(model)));
        assertThat(text(reply)).isIn("How are you?", simulated("Hello"));
        assertThat(reply.usage().orElseThrow().completionTokens()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"real", "made-up"})
    void getsAStreamWithoutUsageWhereItAskedForNone(String model) {
        upstream.nowAnswering(streamOf("How ", "are ", "you?"));
        ChatCompletion reply = streamed(asking(model));
        assertThat(text(reply)).isNotBlank();
        assertThat(reply.usage()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"real", "made-up"})
    void getsAToolCall(String model) {
        upstream.nowAnswering(status(200, CALLS_THE_TOOL));
        ChatCompletionMessageFunctionToolCall.Function call =
                call(ask(asking(model).addTool(Weather.class).toolChoice(required())));
        assertThat(call.name()).isEqualTo("Weather");
        assertThat(call.arguments(Weather.class).city).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"real", "made-up"})
    void getsAToolCallFromAStream(String model) {
        upstream.nowAnswering(stream(CALL_BEGINS, CALL_ENDS, CALL_FINISHES, done()));
        ChatCompletion reply = streamed(asking(model).addTool(Weather.class).toolChoice(required()));
        assertThat(call(reply).name()).isEqualTo("Weather");
        assertThat(call(reply).arguments(Weather.class).city).isNotNull();
        assertThat(reply.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    }

    private static ChatCompletionToolChoiceOption required() {
        return ChatCompletionToolChoiceOption.ofAuto(ChatCompletionToolChoiceOption.Auto.REQUIRED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"real", "made-up"})
    void getsWhatItsJsonSchemaDescribes(String model) {
        upstream.nowAnswering(completion("{\\\"city\\\":\\\"Rome\\\",\\\"days\\\":2}"));
        Weather weather = client.chat()
                .completions()
                .create(asking(model).responseFormat(Weather.class).build())
                .choices()
                .get(0)
                .message()
                .content()
                .orElseThrow();
        assertThat(weather.city).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"real", "made-up"})
    void sendsAnImage(String model) {
        upstream.nowAnswering(completion("A cat"));
        ChatCompletionCreateParams.Builder params = ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessageOfArrayOfContentParts(List.of(
                        ChatCompletionContentPart.ofText(ChatCompletionContentPartText.builder()
                                .text("What is this?")
                                .build()),
                        ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                                        .url("data:image/png;base64,iVBORw0KGgo=")
                                        .build())
                                .build())));
        assertThat(text(ask(params))).isNotBlank();
        if (model.equals("real")) {
            assertThat(upstream.last().body()).contains("data:image/png;base64,iVBORw0KGgo=");
        }
    }

    @Test
    void sendsFieldsThatNobodyKnowsYet() {
        upstream.nowAnswering(completion("Hi"));
        ask(asking("real").putAdditionalBodyProperty("of_tomorrow", JsonValue.from(9007199254740993L)));
        assertThat(upstream.last().body()).contains("\"of_tomorrow\":9007199254740993");
        assertThat(upstream.last().body()).contains("\"upstream-model\"");
    }

    @Test
    void theCallersKeyStaysWithTheRouter() {
        upstream.nowAnswering(completion("Hi"));
        ask(asking("real"));
        assertThat(upstream.last().headers().toString()).doesNotContain("sk-of-the-caller");
    }

    @Test
    void listsTheModelsAndRetrievesOne() {
        List<Model> models =
                client.models().list().data().stream().map(Model::validate).toList();
        assertThat(models).extracting(Model::id).containsExactlyInAnyOrder("real", "made-up");
        Model model = client.models().retrieve("made-up").validate();
        assertThat(model.id()).isEqualTo("made-up");
    }

    @Test
    void anUnknownModelIsNotFound() {
        NotFoundException refused = catchThrowableOfType(NotFoundException.class, () -> ask(asking("reel")));
        assertThat(refused.code()).contains("model_not_found");
        assertThat(refused.getMessage()).contains("Did you mean real?");
        assertThat(catchThrowableOfType(
                                NotFoundException.class, () -> client.models().retrieve("reel"))
                        .code())
                .contains("model_not_found");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRateLimitIsOneWithItsTimeToWait(boolean stream) {
        upstream.nowAnswering(error(429, "slow down", "retry-after", "7"));
        RateLimitException refused = catchThrowableOfType(RateLimitException.class, () -> {
            if (stream) {
                streamed(asking("up/limited-stream"));
            } else {
                ask(asking("up/limited-whole"));
            }
        });
        assertThat(refused.headers().values("retry-after")).containsExactly("7");
        assertThat(refused.type()).contains("some_error");
        assertThat(refused.headers().values("x-request-id")).hasSize(1);
    }

    @Test
    void aRefusalOfTheRequestIsABadRequest() {
        upstream.nowAnswering(error(400, "Bad temperature"));
        BadRequestException refused = catchThrowableOfType(BadRequestException.class, () -> ask(asking("real")));
        assertThat(refused.getMessage()).contains("Bad temperature");
    }

    @Test
    void aStreamThatBreaksOffIsAnException() {
        upstream.nowAnswering(FakeOpenAi.cutAfter(role(), chunk("half")));
        SseException broke = catchThrowableOfType(SseException.class, () -> streamed(asking("real")));
        assertThat(broke.code()).contains("upstream_cut");
    }

    @Test
    void closingAStreamCancelsItUpstream() {
        upstream.nowAnswering(stallAfter(role(), chunk("one"), chunk("two")));
        int before = upstream.aborted();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(asking("real").build())) {
            Iterator<ChatCompletionChunk> arriving = chunks.stream().iterator();
            arriving.next();
            arriving.next();
        }
        await().until(() -> upstream.aborted() == before + 1);
    }

    private static String simulated(String quoted) {
        return "This is the llm-router simulator, no model was asked. You wrote: " + quoted;
    }

    private static final String CALLS_THE_TOOL =
            """
        {"id":"c","object":"chat.completion","created":1760000000,"model":"m","choices":[{"index":0,"message":\
        {"role":"assistant","content":null,"refusal":null,"tool_calls":[{"id":"call_1","type":"function","function":\
        {"name":"Weather","arguments":"{\\"city\\":\\"Rome\\",\\"days\\":2}"}}]},"logprobs":null,\
        "finish_reason":"tool_calls"}],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}""";

    private static final String CALL_BEGINS = event(
            "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\"call_1\","
                    + "\"type\":\"function\",\"function\":{\"name\":\"Weather\",\"arguments\":\"\"}}]}",
            "null");
    private static final String CALL_ENDS = event(
            "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"city\\\":\\\"Rome\\\",\\\"days\\\":2}\"}}]}",
            "null");
    private static final String CALL_FINISHES = event("{}", "\"tool_calls\"");

    private static String event(String delta, String finish) {
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,\"model\":\"m\","
                + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":" + finish
                + "}]}\n\n";
    }
}
