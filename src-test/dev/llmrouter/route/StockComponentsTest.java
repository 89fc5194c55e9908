package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.RoutedUpstream;
import dev.llmrouter.fixture.StreamedReply;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other Camel components and plain LangChain4j code make of the models in the registry. */
class StockComponentsTest {

    @RegisterExtension
    private static final RoutedUpstream ROUTED = new RoutedUpstream(
            """
            providers:
              up: { type: openai, baseUrl: "%s", apiKey: "{{KEY:sk-of-the-router}}", organization: org-1,
                    headers: { x-extra: more } }
              sim: { type: simulator, latency: 1ms, perToken: 1ms }
            targets:
              real: { provider: up, model: upstream-model, timeouts: { total: 2s } }
              made-up: { provider: sim, model: small }
            """);

    private static final FakeOpenAi upstream = ROUTED.upstream();
    private static final TestRouter router = ROUTED.router();
    private static final ProducerTemplate producer = router.camel().createProducerTemplate();

    private static ChatModel model(String name) {
        return router.camel().getRegistry().lookupByNameAndType(name, ChatModel.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"real", "made-up"})
    void everyTargetIsAModelInTheRegistry(String name) {
        assertThat(model(name)).isNotNull();
        assertThat(router.camel().getRegistry().lookupByNameAndType(name, StreamingChatModel.class))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"real", "made-up"})
    void camelsOwnChatComponentIsAnswered(String name) {
        String uri = "langchain4j-chat:test?chatModel=#" + name;
        assertThat(producer.requestBody(uri, "Hello", String.class)).isNotBlank();
        List<ChatMessage> messages = new ArrayList<>(List.of(UserMessage.from("Hello")));
        assertThat(producer.requestBody(uri + "&chatOperation=CHAT_MULTIPLE_MESSAGES", messages, String.class))
                .isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"real", "made-up"})
    void aChatRequestIsAnsweredThroughTheLlmEndpoint(String name) {
        ChatRequest request =
                ChatRequest.builder().messages(UserMessage.from("Hello")).build();
        ChatResponse reply = producer.requestBody("llm:" + name, request, ChatResponse.class);
        assertThat(reply.aiMessage().text()).isNotBlank();
        assertThat(reply.tokenUsage().outputTokenCount()).isPositive();
    }

    @Test
    void sendsTheKeyAndTheOtherHeadersOfTheProvider() {
        assertThat(model("real").chat("Hello")).isEqualTo("Hi");
        assertThat(upstream.last().header("authorization")).isEqualTo("Bearer sk-of-the-router");
        assertThat(upstream.last().header("openai-organization")).isEqualTo("org-1");
        assertThat(upstream.last().header("x-extra")).isEqualTo("more");
        assertThat(upstream.last().body()).contains("\"upstream-model\"");
    }

    @Test
    void theSameHeadersGoWithACallersOwnJson() {
        assertThat(router.ask("real").statusCode()).isEqualTo(200);
        assertThat(upstream.last().header("authorization")).isEqualTo("Bearer sk-of-the-router");
        assertThat(upstream.last().header("openai-organization")).isEqualTo("org-1");
        assertThat(upstream.last().header("x-extra")).isEqualTo("more");
    }

    @Test
    void aModelThatFailsIsAskedOnce() {
        upstream.nowAnswering(error(500, "oops"));
        assertThatThrownBy(() -> model("real").chat("Hello")).isInstanceOf(RuntimeException.class);
        assertThat(upstream.received()).hasSize(1);
    }

    @Test
    void noReplyIsMissedHoweverSoonItComes() {
        for (int i = 0; i < 500; i++) {
            assertThat(model("real").chat("Hello")).isEqualTo("Hi");
        }
    }

    @Test
    void aModelThatTakesTooLongIsGivenUpUpstreamAsWell() {
        upstream.nowAnswering(hang());
        int before = upstream.aborted();
        assertThatThrownBy(() -> model("real").chat("Hello")).hasStackTraceContaining("took longer than");
        await().until(() -> upstream.aborted() == before + 1);
    }

    @Test
    void aModelWhoseCallerIsInterruptedIsGivenUpUpstreamAsWell() throws Exception {
        upstream.nowAnswering(hang());
        int before = upstream.aborted();
        Thread caller = new Thread(
                () -> assertThatThrownBy(() -> model("real").chat("Hello")).isInstanceOf(RuntimeException.class));
        caller.start();
        await().until(() -> upstream.received().size() == 1);
        caller.interrupt();
        await().until(() -> upstream.aborted() == before + 1);
        caller.join(5000);
        assertThat(caller.isAlive()).isFalse();
    }

    @Test
    void aRefusalHasTheTypeThatLangChain4jGivesIt() {
        upstream.nowAnswering(error(429, "slow down"));
        assertThatThrownBy(() -> model("real").chat("Hello")).isInstanceOf(RateLimitException.class);
        assertThat(upstream.received()).hasSize(1);
    }

    @Test
    void aStreamingModelStreams() throws Exception {
        upstream.nowAnswering(streamOf("How ", "are ", "you?"));
        StreamingChatModel model = router.camel().getRegistry().lookupByNameAndType("real", StreamingChatModel.class);
        StreamedReply reply = new StreamedReply();
        model.chat("Hello", reply);
        assertThat(reply.whole().aiMessage().text()).isEqualTo("How are you?");
        assertThat(reply.texts()).containsExactly("How ", "are ", "you?");
    }
}
