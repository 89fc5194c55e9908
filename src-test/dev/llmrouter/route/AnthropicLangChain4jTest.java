package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.llmrouter.fixture.AnthropicWords;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.OpenAiWords;
import dev.llmrouter.fixture.Said;
import dev.llmrouter.fixture.StreamedReply;
import dev.llmrouter.fixture.Words;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** LangChain4j's own Anthropic models as callers of the router, before providers of either dialect. */
class AnthropicLangChain4jTest {

    private static final ToolSpecification WEATHER = ToolSpecification.builder()
            .name("weather")
            .parameters(JsonObjectSchema.builder().addStringProperty("city").build())
            .build();

    static List<Words> words() {
        return List.of(new OpenAiWords(), new AnthropicWords());
    }

    @FunctionalInterface
    private interface Scene {
        void play(FakeOpenAi upstream, TestRouter router) throws Exception;
    }

    private static void with(Words words, Scene scene) throws Exception {
        try (FakeOpenAi upstream = answering(words.text(false));
                TestRouter router = TestRouter.with("providers:\n  up: " + words.provider(upstream)
                        + "\ntargets:\n  m: { provider: up, model: up-model }\n")) {
            scene.play(upstream, router);
        }
    }

    private static ChatModel model(TestRouter router) {
        return AnthropicChatModel.builder()
                .baseUrl(router.url())
                .apiKey("sk-any")
                .modelName("m")
                .maxRetries(0)
                .returnThinking(true)
                .sendThinking(true)
                .build();
    }

    private static ChatResponse streamed(TestRouter router, ChatRequest request, StreamedReply reply) throws Exception {
        AnthropicStreamingChatModel.builder()
                .baseUrl(router.url())
                .apiKey("sk-any")
                .modelName("m")
                .returnThinking(true)
                .build()
                .chat(request, reply);
        return reply.whole();
    }

    private static ChatRequest.Builder hello() {
        return ChatRequest.builder().messages(SystemMessage.from("Be brief."), UserMessage.from("Hello"));
    }

    private static void assertTokens(ChatResponse reply) {
        AnthropicTokenUsage usage = (AnthropicTokenUsage) reply.tokenUsage();
        assertThat(usage.inputTokenCount()).isEqualTo(Said.INPUT - Said.CACHED);
        assertThat(usage.cacheReadInputTokens()).isEqualTo(Said.CACHED);
        assertThat(usage.outputTokenCount()).isEqualTo(Said.OUTPUT);
    }

    @ParameterizedTest
    @MethodSource("words")
    void getsAWholeReplyWithItsTokens(Words words) throws Exception {
        with(words, (upstream, router) -> {
            ChatResponse reply = model(router).chat(hello().build());
            assertThat(reply.aiMessage().text()).isEqualTo(Said.TEXT);
            assertThat(reply.finishReason()).isEqualTo(FinishReason.STOP);
            assertTokens(reply);
            assertThat(words.asked(upstream.last()).system()).isEqualTo("Be brief.");
        });
    }

    @ParameterizedTest
    @MethodSource("words")
    void getsAStreamInPieces(Words words) throws Exception {
        with(words, (upstream, router) -> {
            upstream.nowAnswering(words.text(true));
            StreamedReply reply = new StreamedReply();
            ChatResponse whole = streamed(router, hello().build(), reply);
            assertThat(reply.texts()).containsExactlyElementsOf(Said.PIECES);
            assertThat(whole.aiMessage().text()).isEqualTo(Said.TEXT);
            assertTokens(whole);
        });
    }

    @ParameterizedTest
    @MethodSource("words")
    void getsCallsOfToolsAndMaySendTheirResultsBack(Words words) throws Exception {
        with(words, (upstream, router) -> {
            ChatRequest request = hello().toolSpecifications(WEATHER).build();
            upstream.nowAnswering(words.calls(true));
            ChatResponse streamed = streamed(router, request, new StreamedReply());
            upstream.nowAnswering(words.calls(false));
            ChatResponse whole = model(router).chat(request);
            for (ChatResponse reply : List.of(streamed, whole)) {
                assertThat(reply.aiMessage().toolExecutionRequests())
                        .extracting(ToolExecutionRequest::id)
                        .containsExactly("call_a1", "call_b2");
                assertThat(reply.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
            }
            upstream.nowAnswering(words.text(false));
            List<ToolExecutionRequest> calls = whole.aiMessage().toolExecutionRequests();
            ChatResponse then = model(router)
                    .chat(ChatRequest.builder()
                            .messages(
                                    UserMessage.from("Hello"),
                                    whole.aiMessage(),
                                    ToolExecutionResultMessage.from(calls.get(0), "21"),
                                    ToolExecutionResultMessage.from(calls.get(1), "5"))
                            .toolSpecifications(WEATHER)
                            .build());
            assertThat(then.aiMessage().text()).isEqualTo(Said.TEXT);
            assertThat(words.asked(upstream.last()).results()).containsExactly("21", "5");
        });
    }

    @ParameterizedTest
    @MethodSource("words")
    void getsThoughtsAndTheirSignatures(Words words) throws Exception {
        with(words, (upstream, router) -> {
            upstream.nowAnswering(words.reasoning(false));
            ChatResponse whole = model(router).chat(hello().build());
            assertThat(whole.aiMessage().thinking()).isEqualTo(Said.THOUGHT);
            upstream.nowAnswering(words.reasoning(true));
            ChatResponse streamed = streamed(router, hello().build(), new StreamedReply());
            assertThat(streamed.aiMessage().thinking()).isEqualTo(Said.THOUGHT);
            assertThat(streamed.aiMessage().text()).isEqualTo(Said.TEXT);
        });
    }

    @ParameterizedTest
    @MethodSource("words")
    void refusalsHaveTheirTypes(Words words) throws Exception {
        with(words, (upstream, router) -> {
            upstream.nowAnswering(words.rateLimit());
            assertThatThrownBy(() -> model(router).chat("Hello")).isInstanceOf(RateLimitException.class);
        });
    }
}
