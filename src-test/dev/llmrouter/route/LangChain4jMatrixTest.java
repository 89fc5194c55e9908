package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.llmrouter.fixture.Said;
import dev.llmrouter.fixture.Words;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Callers in Java, with LangChain4j's own types, against every dialect of providers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LangChain4jMatrixTest {

    private final Map<Words, Scenarios> scenarios = new LinkedHashMap<>();

    @BeforeAll
    void start() {
        DialectMatrixTest.PROVIDERS.forEach(words -> scenarios.put(words, Scenarios.of(words)));
    }

    @AfterAll
    void stop() {
        scenarios.values().forEach(Scenarios::close);
    }

    static Stream<Words> words() {
        return DialectMatrixTest.PROVIDERS.stream();
    }

    private Scenarios at(Words words) {
        return Objects.requireNonNull(scenarios.get(words));
    }

    private <T> T model(Words words, String target, Class<T> type) {
        return Objects.requireNonNull(at(words).router().camel().getRegistry().lookupByNameAndType(target, type));
    }

    private static ChatRequest ask(ChatMessage... further) {
        List<ChatMessage> messages = new ArrayList<>();
        messages.add(SystemMessage.from(Caller.INSTRUCTION));
        messages.add(UserMessage.from(Caller.QUESTION));
        messages.addAll(List.of(further));
        return ChatRequest.builder()
                .messages(messages)
                .toolSpecifications(ToolSpecification.builder()
                        .name("weather")
                        .description("of a city")
                        .parameters(JsonObjectSchema.builder()
                                .addStringProperty("city")
                                .required("city")
                                .build())
                        .build())
                .build();
    }

    private static ChatResponse streamed(StreamingChatModel model, ChatRequest request, List<String> pieces)
            throws Exception {
        CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        model.chat(request, new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String piece) {
                pieces.add(piece);
            }

            @Override
            public void onCompleteResponse(ChatResponse complete) {
                whole.complete(complete);
            }

            @Override
            public void onError(Throwable thrown) {
                whole.completeExceptionally(thrown);
            }
        });
        return whole.get(10, TimeUnit.SECONDS);
    }

    private static void assertText(ChatResponse reply) {
        assertThat(reply.aiMessage().text()).isEqualTo(Said.TEXT);
        assertThat(reply.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(reply.tokenUsage().outputTokenCount()).isEqualTo(Said.OUTPUT);
    }

    @ParameterizedTest
    @MethodSource("words")
    void aModelOfTheRegistryAnswersWhole(Words words) {
        assertText(model(words, "text", ChatModel.class).chat(ask()));
        Words.Asked asked = at(words).asked("text");
        assertThat(asked.system()).isEqualTo(Caller.INSTRUCTION);
        assertThat(asked.texts()).containsExactly(Caller.QUESTION);
        assertThat(asked.tools()).containsExactly("weather");
    }

    @ParameterizedTest
    @MethodSource("words")
    void aModelOfTheRegistryAnswersInPieces(Words words) throws Exception {
        List<String> pieces = new ArrayList<>();
        assertText(streamed(model(words, "text", StreamingChatModel.class), ask(), pieces));
        assertThat(String.join("", pieces)).isEqualTo(Said.TEXT);
        assertThat(pieces).hasSizeGreaterThanOrEqualTo(Said.PIECES.size());
    }

    @ParameterizedTest
    @MethodSource("words")
    void callsOfToolsAndTheirResultsGoThereAndBack(Words words) throws Exception {
        ChatResponse calls = streamed(model(words, "calls", StreamingChatModel.class), ask(), new ArrayList<>());
        List<ToolExecutionRequest> requests = calls.aiMessage().toolExecutionRequests();
        assertThat(requests).extracting(ToolExecutionRequest::name).containsExactly("weather", "weather");
        assertThat(calls.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
        assertText(model(words, "text", ChatModel.class)
                .chat(ask(
                        calls.aiMessage(),
                        ToolExecutionResultMessage.from(requests.get(0), "21"),
                        ToolExecutionResultMessage.from(requests.get(1), "5"))));
        Words.Asked asked = at(words).asked("text");
        assertThat(asked.calls()).hasSize(2);
        assertThat(asked.results().get(1)).contains("5");
    }

    @ParameterizedTest
    @MethodSource("words")
    void anImageArrives(Words words) {
        UserMessage image =
                UserMessage.from(TextContent.from("And this?"), ImageContent.from(Caller.PIXEL, "image/png"));
        AiMessage before = AiMessage.from("Fine.");
        model(words, "text", ChatModel.class).chat(ask(before, image));
        assertThat(at(words).asked("text").images().get(0)).endsWith(Caller.PIXEL);
    }

    @ParameterizedTest
    @MethodSource("words")
    void anEndpointOfARouteAnswersAChatRequest(Words words) {
        ProducerTemplate producer = at(words).router().camel().createProducerTemplate();
        Exchange exchange =
                producer.request("llm:text", asking -> asking.getMessage().setBody(ask()));
        assertText(exchange.getMessage().getBody(ChatResponse.class));
        assertThat(exchange.getMessage().getHeader("LlmInputTokens")).isEqualTo((long) Said.INPUT);
        assertThat(exchange.getMessage().getHeader("LlmOutputTokens")).isEqualTo((long) Said.OUTPUT);
    }

    @ParameterizedTest
    @MethodSource("words")
    void tooManyRequestsAreAFailureWithTheTimeToWait(Words words) {
        ProducerTemplate producer = at(words).router().camel().createProducerTemplate();
        Exchange exchange =
                producer.request("llm:limited", asking -> asking.getMessage().setBody(ask()));
        assertThat(LlmException.failureIn(exchange.getException())).satisfies(failure -> {
            assertThat(failure.kind()).isEqualTo(FailureClass.RATE_LIMIT);
            assertThat(failure.retryAfterSeconds()).isEqualTo(Said.RETRY_AFTER);
        });
    }

    @ParameterizedTest
    @MethodSource("words")
    void thoughtsComeWithTheReply(Words words) {
        assumeTrue(words.hasThoughts(), "this dialect has no thoughts");
        ProducerTemplate producer = at(words).router().camel().createProducerTemplate();
        String json = new OpenAiCaller().request("any", Caller.Ask.PLAIN, false).toString();
        ChatResponse reply = producer.request(
                        "llm:reasoning", asking -> asking.getMessage().setBody(json))
                .getMessage()
                .getBody(ChatResponse.class);
        assertThat(reply.aiMessage().text()).isEqualTo(Said.TEXT);
        assertThat(reply.aiMessage().thinking()).isEqualTo(Said.THOUGHT);
    }
}
