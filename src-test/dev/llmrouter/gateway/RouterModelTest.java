package dev.llmrouter.gateway;

import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.cutAfter;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.stallAfter;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.FakeOpenAi.stream;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.RoutedUpstream;
import dev.llmrouter.fixture.StreamedReply;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.route.LlmRouter;
import dev.llmrouter.route.TestRouter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.component.langchain4j.agent.api.Agent;
import org.apache.camel.component.langchain4j.agent.api.AgentConfiguration;
import org.apache.camel.component.langchain4j.agent.api.AgentWithoutMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The router as LangChain4j's models, for AiServices and for Camel's own components. */
class RouterModelTest {

    private static final String CALL =
            "{\"id\":\"1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_7\",\"type\":\"function\","
                    + "\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"}}]},"
                    + "\"finish_reason\":\"tool_calls\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12}}";

    private static final String VECTORS =
            "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.5,-0.25]},"
                    + "{\"object\":\"embedding\",\"index\":1,\"embedding\":[1,0]}],\"model\":\"m\",\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5}}";

    @RegisterExtension
    private static final RoutedUpstream ROUTED = new RoutedUpstream(
            """
            providers:
              up: { type: openai, baseUrl: "%s" }
            targets:
              first: { provider: up, model: first-model }
              other: { provider: up, model: other-model }
            models:
              smart: { policy: priority, of: [ first, other ] }
              single: { policy: priority, of: [ first ] }
              third: { policy: priority, of: [ other ] }
            tenants:
              shop: { keys: [ "{{TENANT:sk-of-the-shop}}" ] }
            retries: { count: 0 }
            """);

    private static final FakeOpenAi upstream = ROUTED.upstream();
    private static final TestRouter router = ROUTED.router();

    /** What an application asks. */
    interface Assistant {
        String chat(String prompt);
    }

    /** The same as a stream. */
    interface StreamingAssistant {
        TokenStream chat(String prompt);
    }

    /** What a model may call. */
    static final class Weather {
        private final List<String> asked = new ArrayList<>();

        @Tool("the weather of a city")
        String weather(@P("city") String city) {
            asked.add(city);
            return "snow";
        }
    }

    private static RouterModel bean(String name) {
        return router.camel().getRegistry().lookupByNameAndType(name, RouterModel.class);
    }

    /** That of the shop. */
    private static RouterModel model(String name) {
        return bean(name).with(LlmHeaders.TENANT, "shop");
    }

    private static LlmRouter router() {
        return router.camel().getRegistry().findSingleByType(LlmRouter.class);
    }

    private static ChatRequest hello() {
        return ChatRequest.builder().messages(UserMessage.from("Hello")).build();
    }

    @Test
    void everyModelIsInTheRegistryUnderItsName() {
        assertThat(router.camel().getRegistry().lookupByNameAndType("smart", ChatModel.class))
                .isInstanceOf(RouterModel.class);
        assertThat(router.camel().getRegistry().lookupByNameAndType("smart", StreamingChatModel.class))
                .isNotNull();
        assertThat(router.camel().getRegistry().lookupByNameAndType("smart", EmbeddingModel.class))
                .isNotNull();
    }

    @Test
    void itFailsOverAsAnyCall() {
        upstream.nowAnswering(error(500, "oops"), completion("Hi"));
        ChatResponse response = model("smart").chat(hello());
        assertThat(response.aiMessage().text()).isEqualTo("Hi");
        assertThat(upstream.received()).hasSize(2);
        assertThat(response.tokenUsage().inputTokenCount()).isPositive();
    }

    @Test
    void aRequestMayNameAnotherModelAndNoProviderSeesThatName() {
        model("smart")
                .chat(ChatRequest.builder()
                        .messages(UserMessage.from("Hello"))
                        .modelName("third")
                        .build());
        assertThat(upstream.last().body()).contains("\"other-model\"").doesNotContain("third");
    }

    @Test
    void aFailureIsTheExceptionThatLangChain4jHasForIt() {
        assertThatThrownBy(() -> bean("single").chat("Hello")).isInstanceOf(AuthenticationException.class);
        assertThatThrownBy(() -> model("single")
                        .chat(ChatRequest.builder()
                                .messages(UserMessage.from("Hello"))
                                .modelName("unheard-of")
                                .build()))
                .isInstanceOf(ModelNotFoundException.class)
                .hasMessageContaining("unheard-of");
        upstream.nowAnswering(error(500, "oops"));
        assertThatThrownBy(() -> model("third").chat("Hello")).isInstanceOf(InternalServerException.class);
        upstream.nowAnswering(error(429, "slow down"));
        assertThatThrownBy(() -> router().model("up/limited")
                        .with(LlmHeaders.TENANT, "shop")
                        .chat("Hello"))
                .isInstanceOf(RateLimitException.class);
    }

    @Test
    void aStreamIsHeardPieceByPieceAndThenWhole() throws Exception {
        upstream.nowAnswering(streamOf("How ", "are ", "you?"));
        StreamedReply reply = new StreamedReply();
        model("smart").chat("Hello", reply);
        assertThat(reply.whole().aiMessage().text()).isEqualTo("How are you?");
        assertThat(reply.texts()).containsExactly("How ", "are ", "you?");
        assertThat(reply.whole().finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(reply.whole().tokenUsage().outputTokenCount()).isPositive();
    }

    @Test
    void aStreamThatBreaksOffIsAnErrorAndNeverAWhole() {
        upstream.nowAnswering(cutAfter(chunk("How ")));
        StreamedReply reply = new StreamedReply();
        model("smart").chat("Hello", reply);
        assertThatThrownBy(reply::whole)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InternalServerException.class);
        assertThat(reply.texts()).containsExactly("How ");
    }

    @Test
    void whoCancelsAStreamStopsTheModelAndHearsNoMore() {
        upstream.nowAnswering(stallAfter(chunk("How ")));
        int before = upstream.aborted();
        AtomicReference<Object> end = new AtomicReference<>();
        model("smart").chat(hello(), new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
                context.streamingHandle().cancel();
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                end.set(response);
            }

            @Override
            public void onError(Throwable thrown) {
                end.set(thrown);
            }
        });
        await().until(() -> upstream.aborted() == before + 1);
        await().until(() -> router.camel().getInflightRepository().size() == 0);
        assertThat(end.get()).isNull();
    }

    @Test
    void aHandlerThatThrowsIsToldAndTheModelStopped() throws Exception {
        upstream.nowAnswering(stallAfter(chunk("How ")));
        int before = upstream.aborted();
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        model("smart").chat(hello(), new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String text) {
                throw new IllegalStateException("mine");
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {}

            @Override
            public void onError(Throwable thrown) {
                told.complete(thrown);
            }
        });
        assertThat(told.get(10, TimeUnit.SECONDS)).hasMessage("mine");
        await().until(() -> upstream.aborted() == before + 1);
    }

    @Test
    void anAiServiceCallsItsTools() {
        upstream.nowAnswering(status(200, CALL), completion("It snows in Oslo."));
        Weather weather = new Weather();
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(model("smart"))
                .tools(weather)
                .build();
        assertThat(assistant.chat("How is Oslo?")).isEqualTo("It snows in Oslo.");
        assertThat(weather.asked).containsExactly("Oslo");
        assertThat(upstream.last().body()).contains("\"call_7\"", "snow");
    }

    private static String toolCall(String fields) {
        return "data: {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0," + fields
                + "}]},\"finish_reason\":null}]}\n\n";
    }

    @Test
    void anAiServiceCallsItsToolsInAStreamToo() throws Exception {
        upstream.nowAnswering(
                stream(
                        toolCall(
                                "\"id\":\"call_7\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\"}"),
                        toolCall("\"function\":{\"arguments\":\"\\\"Oslo\\\"}\"}"),
                        "data: {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n",
                        done()),
                streamOf("It ", "snows."));
        Weather weather = new Weather();
        StreamingAssistant assistant = AiServices.builder(StreamingAssistant.class)
                .streamingChatModel(model("smart"))
                .tools(weather)
                .build();
        CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        assistant
                .chat("How is Oslo?")
                .onPartialResponse(piece -> {})
                .onCompleteResponse(whole::complete)
                .onError(whole::completeExceptionally)
                .start();
        assertThat(whole.get(10, TimeUnit.SECONDS).aiMessage().text()).isEqualTo("It snows.");
        assertThat(weather.asked).containsExactly("Oslo");
    }

    @Test
    void textsAreEmbedded() {
        upstream.nowAnswering(status(200, VECTORS));
        List<TextSegment> texts = List.of(TextSegment.from("Hello"), TextSegment.from("Good morning"));
        var response = model("single").embedAll(texts);
        assertThat(response.content()).hasSize(2);
        assertThat(response.content().get(0).vector()).containsExactly(0.5f, -0.25f);
        assertThat(response.tokenUsage()).isEqualTo(new TokenUsage(5, 0));
    }

    @Test
    void camelsOwnComponentsUseIt() {
        router.camel().getRegistry().bind("shops", model("smart"));
        var producer = router.camel().createProducerTemplate();
        assertThat(producer.requestBody("langchain4j-chat:x?chatModel=#shops", "Hello", String.class))
                .isEqualTo("Hi");
        Agent agent = new AgentWithoutMemory(new AgentConfiguration().withChatModel(model("smart")));
        router.camel().getRegistry().bind("agent", agent);
        assertThat(producer.requestBody("langchain4j-agent:x?agent=#agent", "Hello", String.class))
                .isEqualTo("Hi");
    }

    @Test
    void camelsOwnToolsAreCalled() throws Exception {
        router.camel().getRegistry().bind("tooled", model("smart"));
        router.camel().addRoutes(new org.apache.camel.builder.RouteBuilder() {
            @Override
            public void configure() {
                from("langchain4j-tools:w?tags=weather&name=weather&description=the weather of a city&parameter.city=string")
                        .setBody(constant("snow"));
                from("direct:tools").to("langchain4j-tools:t?tags=weather&chatModel=#tooled");
            }
        });
        upstream.nowAnswering(status(200, CALL), completion("It snows in Oslo."));
        var producer = router.camel().createProducerTemplate();
        List<dev.langchain4j.data.message.ChatMessage> messages =
                new ArrayList<>(List.of(UserMessage.from("How is Oslo?")));
        assertThat(producer.requestBody("direct:tools", messages, String.class)).isEqualTo("It snows in Oslo.");
        upstream.nowAnswering(status(200, CALL), completion("It snows."));
        Agent agent = new AgentWithoutMemory(new AgentConfiguration().withChatModel(model("smart")));
        router.camel().getRegistry().bind("tooledAgent", agent);
        assertThat(producer.requestBody("langchain4j-agent:x?agent=#tooledAgent&tags=weather", "How?", String.class))
                .isEqualTo("It snows.");
        assertThat(upstream.last().body()).contains("\"call_7\"", "snow");
    }
}
