package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.StreamedReply;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LangChain4j's own OpenAI models, over the JDK's HTTP client with its {@code Upgrade: h2c}. */
class LangChain4jClientTest {

    private static final JsonObjectSchema WEATHER = JsonObjectSchema.builder()
            .addStringProperty("city")
            .addIntegerProperty("days")
            .required("city", "days")
            .build();

    private static final FakeOpenAi upstream = answering(completion("Hi"));
    private static TestRouter router;

    @BeforeAll
    static void start() {
        router = TestRouter.withRealAndMadeUp(upstream.baseUrl());
    }

    @AfterAll
    static void stop() {
        router.close();
        upstream.close();
    }

    private static ChatModel model(String name) {
        return OpenAiChatModel.builder()
                .baseUrl(router.url())
                .apiKey("sk-any")
                .modelName(name)
                .maxRetries(0)
                .build();
    }

    private static StreamingChatModel streamingModel(String name) {
        return OpenAiStreamingChatModel.builder()
                .baseUrl(router.url())
                .apiKey("sk-any")
                .modelName(name)
                .build();
    }

    private static ChatResponse streamed(String name, ChatRequest request, List<String> texts) throws Exception {
        StreamedReply reply = new StreamedReply();
        streamingModel(name).chat(request, reply);
        ChatResponse whole = reply.whole();
        texts.addAll(reply.texts());
        return whole;
    }

    private static ChatRequest.Builder hello() {
        return ChatRequest.builder().messages(UserMessage.from("Hello"));
    }

    private static ChatRequest requiringATool() {
        ToolSpecification tool =
                ToolSpecification.builder().name("weather").parameters(WEATHER).build();
        return hello().toolSpecifications(tool).toolChoice(ToolChoice.REQUIRED).build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"real", "made-up"})
    void getsAWholeReplyWithItsUsage(String name) {
        upstream.nowAnswering(completion("Hi"));
        ChatResponse reply = model(name).chat(hello().build());
        assertThat(reply.aiMessage().text()).isNotBlank();
        assertThat(reply.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(reply.tokenUsage().inputTokenCount()).isPositive();
        assertThat(reply.tokenUsage().outputTokenCount()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"real", "made-up"})
    void getsAStreamInPiecesWithItsUsage(String name) throws Exception {
        upstream.nowAnswering(streamOf("How ", "are ", "you?"));
        List<String> texts = new CopyOnWriteArrayList<>();
        ChatResponse reply = streamed(name, hello().build(), texts);
        assertThat(texts).hasSizeGreaterThan(2);
        assertThat(String.join("", texts)).isEqualTo(reply.aiMessage().text());
        assertThat(reply.tokenUsage().outputTokenCount()).isPositive();
    }

    @Test
    void getsAToolCallAndMaySendItsResultBack() {
        ChatResponse reply = model("made-up").chat(requiringATool());
        assertThat(reply.aiMessage().toolExecutionRequests()).hasSize(1);
        assertThat(reply.aiMessage().toolExecutionRequests().get(0).name()).isEqualTo("weather");
        assertThat(reply.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
        ChatResponse then = model("made-up")
                .chat(
                        UserMessage.from("Hello"),
                        reply.aiMessage(),
                        dev.langchain4j.data.message.ToolExecutionResultMessage.from(
                                reply.aiMessage().toolExecutionRequests().get(0), "sunny"));
        assertThat(then.aiMessage().text()).isNotBlank();
    }

    @Test
    void getsAToolCallFromAStream() throws Exception {
        ChatResponse reply = streamed("made-up", requiringATool(), new CopyOnWriteArrayList<>());
        assertThat(reply.aiMessage().toolExecutionRequests()).hasSize(1);
        assertThat(reply.aiMessage().toolExecutionRequests().get(0).arguments()).contains("city");
    }

    /** What an agent may call. */
    static final class Weather {
        @Tool("the weather of a city")
        String weather(@P("city") String city) {
            return "snow in " + city;
        }
    }

    /** An agent. */
    interface Agent {
        String ask(String text);
    }

    /** The same as a stream. */
    interface StreamingAgent {
        TokenStream ask(String text);
    }

    @Test
    void anAgentIsTriedOfflineSinceTheSimulatorCallsWhatItIsTold() {
        Agent agent = AiServices.builder(Agent.class)
                .chatModel(model("made-up"))
                .tools(new Weather())
                .build();
        assertThat(agent.ask("call weather {\"city\":\"Oslo\"}")).endsWith("The tool weather said: snow in Oslo");
        assertThat(agent.ask("call clock")).endsWith("There is no tool clock: the request has weather.");
        assertThat(agent.ask("Hello")).endsWith("You wrote: Hello");
    }

    @Test
    void anAgentThatStreamsIsTriedOfflineToo() throws Exception {
        StreamingAgent agent = AiServices.builder(StreamingAgent.class)
                .streamingChatModel(streamingModel("made-up"))
                .tools(new Weather())
                .build();
        StreamedReply reply = new StreamedReply();
        agent.ask("call weather {\"city\":\"Oslo\"}")
                .onPartialResponse(reply::onPartialResponse)
                .onCompleteResponse(reply::onCompleteResponse)
                .onError(reply::onError)
                .start();
        assertThat(reply.whole().aiMessage().text()).endsWith("The tool weather said: snow in Oslo");
        assertThat(reply.texts()).hasSizeGreaterThan(5);
    }

    @Test
    void getsWhatItsJsonSchemaDescribes() {
        ResponseFormat format = ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(JsonSchema.builder()
                        .name("Weather")
                        .rootElement(WEATHER)
                        .build())
                .build();
        ChatResponse reply =
                model("made-up").chat(hello().responseFormat(format).build());
        assertThat(reply.aiMessage().text())
                .startsWith("{")
                .contains("\"city\"")
                .contains("\"days\"");
    }

    @Test
    void refusalsHaveTheirTypes() {
        upstream.nowAnswering(error(429, "slow down"));
        assertThatThrownBy(() -> model("real").chat("Hello")).isInstanceOf(RateLimitException.class);
        assertThatThrownBy(() -> model("reel").chat("Hello"))
                .isInstanceOf(ModelNotFoundException.class)
                .hasMessageContaining("Did you mean real?");
    }
}
