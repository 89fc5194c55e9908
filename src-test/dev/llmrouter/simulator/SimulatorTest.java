package dev.llmrouter.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.provider.Provider;
import dev.llmrouter.provider.ProviderModel;
import dev.llmrouter.tokens.TokenCounter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.FactoryFinder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SimulatorTest {

    private final TokenCounter counter = new TokenCounter();

    private static ProviderModel model(@Nullable String text, double failureRate) {
        return model(new SimulatorProvider.Options(Duration.ZERO, Duration.ZERO, failureRate, text));
    }

    private static ProviderModel model(SimulatorProvider.Options options) {
        return new SimulatorProvider()
                .create("sim", options, new DefaultCamelContext())
                .model(Target.of("t", "sim", "small"));
    }

    private static ChatRequest.Builder asked(String text) {
        return ChatRequest.builder().messages(UserMessage.from(text));
    }

    private static final ToolSpecification TOOL = ToolSpecification.builder()
            .name("f")
            .parameters(JsonObjectSchema.builder()
                    .addIntegerProperty("a")
                    .required("a")
                    .build())
            .build();

    private static ChatRequest toolRequired() {
        return asked("hi")
                .toolSpecifications(TOOL)
                .toolChoice(ToolChoice.REQUIRED)
                .build();
    }

    @Test
    void isFoundByItsType() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            FactoryFinder finder = camel.getCamelContextExtension()
                    .getFactoryFinder("META-INF/services/org/apache/camel/llm-provider/");

            assertThat(finder.findClass("simulator")).contains(SimulatorProvider.class);
        }
    }

    @Test
    void saysFirstThatNoModelWasAsked() {
        ChatResponse response =
                model(null, 0).chat(asked("hello " + "x".repeat(500)).build());

        assertThat(response.aiMessage().text())
                .startsWith("This is the llm-router simulator, no model was asked.")
                .contains("hello")
                .hasSizeLessThan(300);
        assertThat(response.modelName()).isEqualTo("small");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void countsWhatItUses() {
        ChatRequest request = asked("hello").build();
        ChatResponse response = model("hello world", 0).chat(request);

        assertThat(response.tokenUsage().inputTokenCount()).isEqualTo(counter.count(request));
        assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(counter.count("hello world"));
    }

    @Test
    void keepsTheTokenLimit() {
        ChatResponse response =
                model("one two three", 0).chat(asked("hi").maxOutputTokens(2).build());

        assertThat(response.aiMessage().text()).isEqualTo("one two");
        assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(2);
    }

    @Test
    void stopsBeforeAStopSequence() {
        ChatResponse response = model("one two three", 0)
                .chat(asked("hi").stopSequences(List.of("three", " tw")).build());

        assertThat(response.aiMessage().text()).isEqualTo("one");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void callsTheFirstToolWhereOneIsRequired() {
        ChatResponse response = model(null, 0).chat(toolRequired());

        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
        assertThat(response.aiMessage().toolExecutionRequests()).singleElement().satisfies(call -> {
            assertThat(call.name()).isEqualTo("f");
            assertThat(call.arguments()).isEqualTo("{\"a\":0}");
        });
    }

    /** With the tools {@code f} and {@code g}. */
    private static ChatRequest.Builder tooled(String text, ChatMessage... more) {
        List<ChatMessage> messages = new ArrayList<>(List.of(more));
        messages.add(0, UserMessage.from(text));
        return ChatRequest.builder()
                .messages(messages)
                .toolSpecifications(TOOL, ToolSpecification.builder().name("g").build());
    }

    private static String said(ChatRequest.Builder request) {
        AiMessage message = model(null, 0).chat(request.build()).aiMessage();
        assertThat(message.hasToolExecutionRequests()).isFalse();
        return message.text().replace("This is the llm-router simulator, no model was asked. ", "");
    }

    @Test
    void callsTheToolThatTheUserNamesWithTheArgumentsAsTheyStandThere() {
        ChatResponse response = model(null, 0)
                .chat(tooled("\ncall g {\"big\": 12345678901234567890,\n \"a\": {}}\n")
                        .build());

        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
        assertThat(response.tokenUsage().outputTokenCount())
                .isEqualTo(counter.count("{\"big\": 12345678901234567890,\n \"a\": {}}"));
        assertThat(response.aiMessage().toolExecutionRequests()).singleElement().satisfies(call -> {
            assertThat(call.name()).isEqualTo("g");
            assertThat(call.arguments()).isEqualTo("{\"big\": 12345678901234567890,\n \"a\": {}}");
            assertThat(call.id()).isNotBlank();
        });
    }

    @Test
    void aToolThatIsNamedAloneIsCalledWithoutArguments() {
        ChatResponse response = model(null, 0).chat(tooled("call g").build());

        assertThat(response.aiMessage().toolExecutionRequests())
                .singleElement()
                .satisfies(call -> assertThat(call.arguments()).isEqualTo("{}"));
    }

    @Test
    void theToolThatTheUserNamesComesBeforeTheOneThatIsRequired() {
        ChatRequest request =
                tooled("call g {}").toolChoice(ToolChoice.REQUIRED).build();

        assertThat(model(null, 0).chat(request).aiMessage().toolExecutionRequests())
                .singleElement()
                .satisfies(call -> assertThat(call.name()).isEqualTo("g"));
    }

    @Test
    void saysWhyAToolIsNotCalled() {
        assertThat(said(tooled("call h {}"))).isEqualTo("There is no tool h: the request has f, g.");
        assertThat(said(asked("call h {}"))).isEqualTo("There is no tool h: the request has none.");
        assertThat(said(tooled("call f {}").toolChoice(ToolChoice.NONE)))
                .isEqualTo("The request has a tool f, and wants none called.");
        assertThat(said(tooled("call f {\"a\": 1"))).isEqualTo("The arguments of f are not a JSON object.");
        assertThat(said(tooled("call f {} {}"))).isEqualTo("The arguments of f are not a JSON object.");
    }

    @Test
    void whatOnlyBeginsLikeACallIsQuoted() {
        assertThat(said(tooled("call f with one"))).isEqualTo("You wrote: call f with one");
        assertThat(said(tooled("Please call f {}"))).isEqualTo("You wrote: Please call f {}");
    }

    @Test
    void repeatsWhatToolsSaidAndCallsNoneAgain() {
        ChatRequest.Builder once = tooled("call f {}", ran("f", "one"));
        ChatRequest.Builder more = tooled("call f {}", ran("f", "one"), ran("f", "two"), ran("g", "x".repeat(300)));
        ChatRequest.Builder later = tooled("call f {}", ran("f", "one"), UserMessage.from("Thanks"));

        assertThat(said(once)).isEqualTo("The tool f said: one");
        assertThat(said(more))
                .startsWith("The tool f said: one The tool f said: two The tool g said: xxx")
                .hasSizeLessThan(300);
        assertThat(said(later)).isEqualTo("You wrote: Thanks");
    }

    private static ToolExecutionResultMessage ran(String tool, String result) {
        return ToolExecutionResultMessage.from("call_1", tool, result);
    }

    @Test
    void aFixedTextIsAllThatItSays() {
        ChatRequest request = tooled("call g {}").build();

        assertThat(model("fixed", 0).chat(request).aiMessage()).isEqualTo(AiMessage.from("fixed"));
    }

    @Test
    void answersInTheSchemaThatIsAskedFor() {
        JsonSchema schema = JsonSchema.builder()
                .name("s")
                .rootElement(JsonRawSchema.from("{\"enum\":[\"yes\"]}"))
                .build();
        ResponseFormat format = ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(schema)
                .build();

        assertThat(model(null, 0)
                        .chat(asked("hi").responseFormat(format).build())
                        .aiMessage()
                        .text())
                .isEqualTo("\"yes\"");
    }

    @Test
    void failsAsOftenAsItIsTold() {
        assertThatThrownBy(() -> model(null, 1).chat(asked("hi").build()))
                .hasMessage("simulated failure")
                .isInstanceOfSatisfying(
                        LlmException.class, e -> assertThat(e.failure().kind()).isEqualTo(FailureClass.SERVER_ERROR));

        Heard heard = new Heard();
        model(null, 1).chat(asked("hi").build(), heard);
        await().until(() -> heard.error != null);
        assertThat(heard.error).hasMessage("simulated failure");
    }

    @Test
    void streamsTokenByTokenAndWholeCharacters() {
        String text = "🦜🧬 naïve 日本語 𓀀𓀁";
        Heard heard = new Heard();
        model(text, 0).chat(asked("hi").build(), heard);
        await().until(() -> heard.response != null);

        assertThat(heard.pieces)
                .hasSizeGreaterThan(5)
                .containsExactlyElementsOf(
                        counter.cut(text).stream().map(TokenCounter.Piece::text).toList());
        assertThat(String.join("", heard.pieces))
                .isEqualTo(text)
                .isEqualTo(heard.response().aiMessage().text());
        assertThat(heard.response().tokenUsage().outputTokenCount()).isEqualTo(counter.count(text));
    }

    @Test
    void streamsAToolCallInPieces() {
        Heard heard = new Heard();
        model(null, 0).chat(toolRequired(), heard);
        await().until(() -> heard.response != null);

        assertThat(heard.pieces).isEmpty();
        assertThat(String.join("", heard.arguments)).isEqualTo("{\"a\":0}");
        assertThat(heard.completeCalls).isEqualTo(1);
        assertThat(heard.response().finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
    }

    @Test
    void streamsTheCallThatTheUserWantsAsItAnswersItWhole() {
        String arguments = "{\"city\": \"Zürich 🦜\"}";
        Heard heard = new Heard();
        model(null, 0).chat(tooled("call g " + arguments).build(), heard);
        await().until(() -> heard.response != null);

        assertThat(heard.pieces).isEmpty();
        assertThat(heard.arguments).hasSizeGreaterThan(3);
        assertThat(String.join("", heard.arguments)).isEqualTo(arguments);
        assertThat(heard.response().aiMessage().toolExecutionRequests())
                .singleElement()
                .satisfies(call -> assertThat(call.arguments()).isEqualTo(arguments));
    }

    @Test
    void aCancelledStreamSaysNothingMore() {
        Heard heard = new Heard();
        heard.cancelsAfter = 2;
        model("one two three four five", 0).chat(asked("hi").build(), heard);
        await().until(() -> heard.pieces.size() == 2);
        Heard later = new Heard();
        model("x", 0).chat(asked("hi").build(), later);
        await().until(() -> later.response != null);

        assertThat(heard.pieces).containsExactly("one", " two");
        assertThat(heard.response).isNull();
        assertThat(heard.error).isNull();
    }

    @Test
    void streamingHoldsNoThread() {
        ProviderModel slow =
                model(new SimulatorProvider.Options(Duration.ofMillis(100), Duration.ofMillis(1), null, "one two"));
        CountDownLatch left = new CountDownLatch(500);
        for (int i = 0; i < 500; i++) {
            Heard heard = new Heard();
            heard.whenDone = left::countDown;
            slow.chat(asked("hi").build(), heard);
        }

        await().atMost(Duration.ofSeconds(9)).until(() -> left.getCount() == 0);
    }

    @Test
    void anInterruptCancelsAPlainCall() throws Exception {
        ProviderModel slow = model(new SimulatorProvider.Options(Duration.ofHours(1), null, null, "x"));
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Thread caller = new Thread(() -> slow.chat("hi"));
        caller.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
        caller.start();
        caller.interrupt();
        caller.join(10_000);

        assertThat(thrown.get())
                .isInstanceOfSatisfying(
                        LlmException.class, e -> assertThat(e.failure().kind()).isEqualTo(FailureClass.CANCELLED));
    }

    @Test
    void describesItselfAndIsAlwaysOn() {
        SimulatorProvider.Options options = new SimulatorProvider.Options(null, null, null, null);
        Provider provider = new SimulatorProvider().create("sim", options, new DefaultCamelContext());

        assertThat(provider.description()).isEqualTo("simulator: made-up replies, no model is asked");
        assertThat(provider.offBecause()).isEmpty();
        assertThat(options.latency()).isEqualTo(Duration.ofMillis(300));
        assertThat(options.perToken()).isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void refusesImpossibleOptions() {
        assertThatThrownBy(() -> new SimulatorProvider.Options(null, null, 1.5, null))
                .hasMessageContaining("failureRate");
        assertThatThrownBy(() -> new SimulatorProvider.Options(null, Duration.ofMillis(-1), null, null))
                .hasMessageContaining("perToken");
    }
}
