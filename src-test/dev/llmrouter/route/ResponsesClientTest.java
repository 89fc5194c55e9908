package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.cutAfter;
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
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseIncludable;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseOutputMessage;
import com.openai.models.responses.ResponseReasoningItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ToolChoiceOptions;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.Said;
import dev.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's own client for Java, asking for responses of models that only chat. */
class ResponsesClientTest {

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

    private static ResponseCreateParams.Builder asking(String model) {
        return ResponseCreateParams.builder().model(model).input("Hello");
    }

    private static Response ask(ResponseCreateParams.Builder params) {
        return client.responses().create(params.build()).validate();
    }

    /** What a stream ends with, which is also what its pieces add up to. */
    private static Response streamed(ResponseCreateParams.Builder params) {
        ResponseAccumulator pieces = ResponseAccumulator.createWithSnapshots();
        List<ResponseStreamEvent> events = new ArrayList<>();
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(params.build())) {
            stream.stream().forEach(event -> events.add(pieces.accumulate(event.validate())));
        }
        Response last = pieces.response().validate();
        assertThat(deltas(events)).isEqualTo(text(last));
        assertThat(pieces.reconstructedResponse().output()).isEqualTo(last.output());
        return last;
    }

    private static String deltas(List<ResponseStreamEvent> events) {
        return events.stream()
                .flatMap(event -> event.outputTextDelta().stream())
                .map(delta -> delta.delta())
                .collect(Collectors.joining());
    }

    private static Response either(boolean stream, ResponseCreateParams.Builder params) {
        return stream ? streamed(params) : ask(params);
    }

    private static String text(Response response) {
        return response.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(part -> part.outputText().stream())
                .map(part -> part.text())
                .collect(Collectors.joining());
    }

    private static List<ResponseFunctionToolCall> calls(Response response) {
        return response.output().stream()
                .flatMap(item -> item.functionCall().stream())
                .toList();
    }

    private static void nowSaying(boolean stream, String message, String finish) {
        upstream.nowAnswering(
                stream
                        ? stream(
                                role(),
                                event(message, "null"),
                                event("{}", "\"" + finish + "\""),
                                FakeOpenAi.usage(),
                                done())
                        : status(
                                200,
                                "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1760000000,\"model\":\"m\",\"choices\":"
                                        + "[{\"index\":0,\"message\":" + message + ",\"finish_reason\":\"" + finish
                                        + "\"}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10,"
                                        + "\"prompt_tokens_details\":{\"cached_tokens\":2}}}"));
    }

    private static String event(String delta, String finish) {
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,\"model\":\"m\","
                + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}\n\n";
    }

    @ParameterizedTest
    @CsvSource({"real,false", "real,true", "made-up,false", "made-up,true"})
    void getsATextWithItsUsage(String model, boolean stream) {
        nowSaying(stream, "{\"role\":\"assistant\",\"content\":\"" + Said.TEXT + "\"}", "stop");
        Response reply = either(stream, asking(model).instructions("Be brief").temperature(0.5));
        assertThat(text(reply))
                .isIn(Said.TEXT, "This is the llm-router simulator, no model was asked. You wrote: Hello");
        assertThat(reply.status()).contains(ResponseStatus.COMPLETED);
        assertThat(reply.usage().orElseThrow().inputTokens()).isPositive();
        assertThat(reply.usage().orElseThrow().outputTokens()).isPositive();
        assertThat(reply.instructions().orElseThrow().asString()).isEqualTo("Be brief");
        assertThat(reply.temperature()).contains(0.5);
        if (model.equals("real")) {
            assertThat(reply.usage().orElseThrow().inputTokensDetails().cachedTokens())
                    .isEqualTo(2);
            assertThat(upstream.last().path()).isEqualTo("/v1/chat/completions");
        }
    }

    @Test
    void everyPieceIsAnEvent() {
        upstream.nowAnswering(streamOf(Said.PIECES.toArray(String[]::new)));
        List<String> deltas = new ArrayList<>();
        try (StreamResponse<ResponseStreamEvent> stream =
                client.responses().createStreaming(asking("real").build())) {
            stream.stream()
                    .flatMap(event -> event.validate().outputTextDelta().stream())
                    .forEach(delta -> deltas.add(delta.delta()));
        }
        assertThat(deltas).isEqualTo(Said.PIECES);
    }

    @ParameterizedTest
    @CsvSource({"real,false", "real,true", "made-up,false", "made-up,true"})
    void getsACallOfAFunction(String model, boolean stream) {
        nowSaying(
                stream,
                "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"Weather\",\"arguments\":\"{\\\"city\\\":\\\"Rome\\\",\\\"days\\\":2}\"}}]}",
                "tool_calls");
        Response reply = either(stream, asking(model).addTool(Weather.class).toolChoice(ToolChoiceOptions.REQUIRED));
        assertThat(calls(reply)).hasSize(1);
        assertThat(calls(reply).get(0).name()).isEqualTo("Weather");
        assertThat(calls(reply).get(0).arguments(Weather.class).city).isNotNull();
        assertThat(reply.tools()).hasSize(1);
    }

    @Test
    void getsCallsThatAreStreamedSideBySide() {
        List<String> events = new ArrayList<>(List.of(role()));
        for (int i = 0; i < Said.CALLS.size(); i++) {
            Said.Call call = Said.CALLS.get(i);
            events.add(event(
                    "{\"tool_calls\":[{\"index\":" + i + ",\"id\":\"" + call.id()
                            + "\",\"type\":\"function\",\"function\":{\"name\":\"" + call.name()
                            + "\",\"arguments\":\"\"}}]}",
                    "null"));
        }
        for (int piece = 0; piece < 3; piece++) {
            for (int i = 0; i < Said.CALLS.size(); i++) {
                List<String> pieces = Said.CALLS.get(i).pieces();
                if (piece < pieces.size()) {
                    events.add(event(
                            "{\"tool_calls\":[{\"index\":" + i + ",\"function\":{\"arguments\":"
                                    + Json.MAPPER.valueToTree(pieces.get(piece)) + "}}]}",
                            "null"));
                }
            }
        }
        events.add(event("{}", "\"tool_calls\""));
        events.add(done());
        upstream.nowAnswering(stream(events.toArray(String[]::new)));
        Response reply = streamed(asking("real").addTool(Weather.class));
        assertThat(calls(reply)).extracting(ResponseFunctionToolCall::callId).containsExactly("call_a1", "call_b2");
        assertThat(calls(reply))
                .extracting(ResponseFunctionToolCall::arguments)
                .containsExactly(
                        Said.CALLS.get(0).arguments(), Said.CALLS.get(1).arguments());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sendsBackWhatItGotWithTheResultOfTheTool(boolean stream) {
        nowSaying(
                stream,
                "{\"role\":\"assistant\",\"content\":\"I look.\",\"reasoning_content\":\"Hm\",\"reasoning_details\":"
                        + "[{\"type\":\"reasoning.text\",\"text\":\"Hm\",\"signature\":\"" + Said.SIGNATURE
                        + "\",\"format\":\"anthropic-claude-v1\",\"index\":0}],\"tool_calls\":[{\"index\":0,\"id\":\"call_1\","
                        + "\"type\":\"function\",\"function\":{\"name\":\"Weather\",\"arguments\":\"{}\"}}]}",
                "tool_calls");
        Response reply = either(
                stream,
                asking("real")
                        .addTool(Weather.class)
                        .store(false)
                        .addInclude(ResponseIncludable.REASONING_ENCRYPTED_CONTENT));
        nowSaying(stream, "{\"role\":\"assistant\",\"content\":\"Sunny\"}", "stop");
        List<ResponseInputItem> turns = new ArrayList<>();
        turns.add(ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                .role(EasyInputMessage.Role.USER)
                .content("Weather?")
                .build()));
        reply.output().forEach(item -> turns.add(asInput(item)));
        turns.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                .callId("call_1")
                .output("21 degrees")
                .build()));
        Response second = either(
                stream,
                ResponseCreateParams.builder()
                        .model("real")
                        .inputOfResponse(turns)
                        .addTool(Weather.class));
        assertThat(text(second)).isEqualTo("Sunny");
        assertThat(upstream.last().body())
                .contains("\"messages\":[{\"role\":\"user\",\"content\":\"Weather?\"},"
                        + "{\"role\":\"assistant\",\"content\":\"I look.\",\"reasoning_content\":\"Hm\",\"reasoning_details\":"
                        + "[{\"type\":\"reasoning.text\",\"text\":\"Hm\",\"signature\":\"" + Said.SIGNATURE
                        + "\",\"format\":\"anthropic-claude-v1\",\"index\":0}],\"tool_calls\":[{\"id\":\"call_1\","
                        + "\"type\":\"function\",\"function\":{\"name\":\"Weather\",\"arguments\":\"{}\"}}]},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"21 degrees\"}]");
    }

    private static ResponseInputItem asInput(ResponseOutputItem item) {
        if (item.isMessage()) {
            ResponseOutputMessage message = item.asMessage();
            return ResponseInputItem.ofResponseOutputMessage(message);
        }
        return item.isReasoning()
                ? ResponseInputItem.ofReasoning(item.asReasoning())
                : ResponseInputItem.ofFunctionCall(item.asFunctionCall());
    }

    @ParameterizedTest
    @CsvSource({"real", "made-up"})
    void sendsAnImage(String model) {
        upstream.nowAnswering(completion("A cat"));
        Response reply = ask(ResponseCreateParams.builder()
                .model(model)
                .inputOfResponse(List.of(ResponseInputItem.ofMessage(ResponseInputItem.Message.builder()
                        .role(ResponseInputItem.Message.Role.USER)
                        .addInputTextContent("What is this?")
                        .addContent(ResponseInputImage.builder()
                                .detail(ResponseInputImage.Detail.LOW)
                                .imageUrl("data:image/png;base64,iVBORw0KGgo=")
                                .build())
                        .build()))));
        assertThat(text(reply)).isNotBlank();
        if (model.equals("real")) {
            assertThat(upstream.last().body())
                    .contains("{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,iVBORw0KGgo=\","
                            + "\"detail\":\"low\"}}");
        }
    }

    @ParameterizedTest
    @CsvSource({"real", "made-up"})
    void getsWhatItsJsonSchemaDescribes(String model) {
        upstream.nowAnswering(completion("{\\\"city\\\":\\\"Rome\\\",\\\"days\\\":2}"));
        Weather weather = client
                .responses()
                .create(asking(model).text(Weather.class).build())
                .output()
                .stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(part -> part.outputText().stream())
                .findFirst()
                .orElseThrow();
        assertThat(weather.city).isNotNull();
        if (model.equals("real")) {
            assertThat(upstream.last().body())
                    .contains("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void getsThoughtsAsASummary(boolean stream) {
        nowSaying(
                stream,
                "{\"role\":\"assistant\",\"reasoning_content\":\"" + Said.THOUGHT + "\",\"content\":\"Hi\"}",
                "stop");
        Response reply = either(stream, asking("real"));
        ResponseReasoningItem thought = reply.output().get(0).asReasoning();
        assertThat(thought.summary().get(0).text()).isEqualTo(Said.THOUGHT);
        assertThat(text(reply)).isEqualTo("Hi");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void getsARefusal(boolean stream) {
        nowSaying(stream, "{\"role\":\"assistant\",\"content\":null,\"refusal\":\"I won't\"}", "stop");
        ResponseOutputMessage message =
                either(stream, asking("real")).output().get(0).asMessage();
        assertThat(message.content().get(0).asRefusal().refusal()).isEqualTo("I won't");
    }

    @ParameterizedTest
    @CsvSource({"real,true", "real,false", "made-up,true", "made-up,false"})
    void isToldThatAReplyWasCut(String model, boolean stream) {
        nowSaying(stream, "{\"role\":\"assistant\",\"content\":\"Half\"}", "length");
        Response reply = either(stream, asking(model).maxOutputTokens(3));
        assertThat(reply.status()).contains(ResponseStatus.INCOMPLETE);
        assertThat(reply.incompleteDetails().orElseThrow().reason())
                .contains(Response.IncompleteDetails.Reason.MAX_OUTPUT_TOKENS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRateLimitIsOneWithItsTimeToWait(boolean stream) {
        upstream.nowAnswering(error(429, "slow down", "retry-after", "7"));
        RateLimitException refused =
                catchThrowableOfType(RateLimitException.class, () -> either(stream, asking("up/limited-" + stream)));
        assertThat(refused.headers().values("retry-after")).containsExactly("7");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anErrorBeforeTheFirstContentIsAnErrorOfTheWholeCall(boolean stream) {
        upstream.nowAnswering(
                stream
                        ? stream(role(), "data: {\"error\":{\"message\":\"Bad schema\",\"code\":400}}\n\n")
                        : error(400, "Bad schema"));
        BadRequestException refused =
                catchThrowableOfType(BadRequestException.class, () -> either(stream, asking("real")));
        assertThat(refused.getMessage()).contains("Bad schema");
    }

    @Test
    void aStreamThatBreaksOffIsAnException() {
        upstream.nowAnswering(cutAfter(role(), chunk("half")));
        SseException broke = catchThrowableOfType(SseException.class, () -> streamed(asking("real")));
        assertThat(broke.code()).contains("upstream_cut");
    }

    @Test
    void closingAStreamCancelsItUpstream() {
        upstream.nowAnswering(stallAfter(role(), chunk("one"), chunk("two")));
        int before = upstream.aborted();
        try (StreamResponse<ResponseStreamEvent> stream =
                client.responses().createStreaming(asking("real").build())) {
            Iterator<ResponseStreamEvent> arriving = stream.stream().iterator();
            while (!arriving.next().isOutputTextDelta()) {
                assertThat(upstream.aborted()).isEqualTo(before);
            }
        }
        await().until(() -> upstream.aborted() == before + 1);
    }

    @Test
    void whatRefersToSomethingStoredIsABadRequestThatSaysWhy() {
        int before = upstream.received().size();
        BadRequestException refused = catchThrowableOfType(
                BadRequestException.class, () -> ask(asking("real").previousResponseId("resp_1")));
        assertThat(refused.param()).contains("previous_response_id");
        assertThat(refused.getMessage()).contains("stores nothing");
        assertThat(upstream.received()).hasSize(before);
    }

    @Test
    void anUnknownModelIsNotFound() {
        assertThat(catchThrowableOfType(NotFoundException.class, () -> ask(asking("reel")))
                        .getMessage())
                .contains("Did you mean real?");
    }
}
