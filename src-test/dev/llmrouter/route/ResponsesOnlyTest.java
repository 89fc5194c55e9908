package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.FakeOpenAi.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.ResponsesWords;
import dev.llmrouter.fixture.Said;
import dev.llmrouter.fixture.Words;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that speaks nothing but Responses, asked by callers of everything else. */
class ResponsesOnlyTest {

    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";

    private final Words words = new ResponsesWords();
    private final FakeOpenAi up = answering(words.text(false));
    private final TestRouter router = TestRouter.with(
            """
        discover: false
        providers:
          up: %s
        targets:
          lax: { provider: up, model: up-model }
          strict: { provider: up, model: up-model, unsupported: refuse }
        """
                    .formatted(words.provider(up)));

    @AfterEach
    void stop() {
        router.close();
        up.close();
    }

    private HttpResponse<String> chat(String model, String fields) {
        return router.chat("{\"model\":\"" + model + "\"," + MESSAGES + fields + "}");
    }

    private <T> T model(Class<T> type) {
        return Objects.requireNonNull(router.camel().getRegistry().lookupByNameAndType("lax", type));
    }

    @Test
    void whatIsLeftOutIsNamedOrRefused() {
        HttpResponse<String> lax = chat("lax", ",\"stop\":[\"x\"],\"seed\":1");
        assertThat(lax.statusCode()).as(lax.body()).isEqualTo(200);
        assertThat(lax.headers().firstValue("x-llm-dropped")).hasValue("stop, seed");
        HttpResponse<String> strict = chat("strict", ",\"seed\":1");
        assertThat(strict.statusCode()).isEqualTo(400);
        assertThat(strict.body()).contains("can't be told: seed");
        assertThat(chat("strict", "").statusCode()).isEqualTo(200);
        assertThat(up.received()).hasSize(2);
    }

    @Test
    void severalChoicesAreRefusedByName() {
        HttpResponse<String> reply = chat("lax", ",\"n\":2");
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(Caller.tree(reply.body()).at("/error/param").asText()).isEqualTo("n");
        assertThat(up.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCallerOfCompletionsIsAnswered(boolean isStream) {
        up.nowAnswering(words.text(isStream));
        HttpResponse<String> reply =
                router.post("/completions", "{\"model\":\"lax\",\"prompt\":\"Hello\",\"stream\":" + isStream + "}");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        List<JsonNode> replies = isStream ? Caller.data(reply.body()) : List.of(Caller.tree(reply.body()));
        StringBuilder text = new StringBuilder();
        replies.forEach(piece -> text.append(piece.at("/choices/0/text").asText("")));
        assertThat(text.toString()).isEqualTo(Said.TEXT);
        assertThat(words.asked(up.last()).texts()).containsExactly("Hello");
    }

    @Test
    void aCallerOfResponsesStillGetsTheProvidersOwnBytes() {
        HttpResponse<String> reply = router.post("/responses", "{\"model\":\"lax\",\"input\":\"Hello\",\"seed\":1}");
        assertThat(Caller.tree(reply.body()).path("id").asText()).isEqualTo("resp_9");
        assertThat(up.last().body()).contains("\"seed\":1");
    }

    @Test
    void aStreamThatFailsBehindItsFirstContentEndsWithAnErrorAndNoDone() {
        up.nowAnswering(stream(
                ResponsesWords.created(),
                ResponsesWords.event(
                        "response.output_text.delta",
                        0,
                        "delta",
                        Caller.MAPPER.getNodeFactory().textNode("Hel")),
                "data: {\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"server_error\","
                        + "\"message\":\"oops\"}}}\n\n"));
        HttpResponse<String> reply = chat("lax", ",\"stream\":true");
        assertThat(reply.body())
                .contains("\"content\":\"Hel\"")
                .contains("\"error\"")
                .doesNotContain("[DONE]");
    }

    @Test
    void aWholeResponseThatFailedIsAnError() {
        up.nowAnswering(status(
                200,
                "{\"status\":\"failed\",\"error\":{\"code\":\"server_error\","
                        + "\"message\":\"oops\"},\"output\":[]}"));
        assertThat(chat("lax", "").statusCode()).isGreaterThanOrEqualTo(500);
        up.nowAnswering(status(200, "{\"status\":\"cancelled\",\"output\":[]}"));
        assertThat(chat("lax", "").statusCode()).isGreaterThanOrEqualTo(500);
    }

    private static CompletableFuture<ChatResponse> streamed(StreamingChatModel model, ChatRequest request) {
        CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        model.chat(request, new StreamingChatResponseHandler() {
            @Override
            public void onCompleteResponse(ChatResponse complete) {
                whole.complete(complete);
            }

            @Override
            public void onError(Throwable thrown) {
                whole.completeExceptionally(thrown);
            }
        });
        return whole;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sealedThoughtsOfAModelInJavaGoBackWithTheNextRequest(boolean isStream) throws Exception {
        up.nowAnswering(words.reasoning(isStream));
        ChatRequest first =
                ChatRequest.builder().messages(UserMessage.from("Hello")).build();
        AiMessage reply = (isStream
                        ? streamed(model(StreamingChatModel.class), first).get(10, TimeUnit.SECONDS)
                        : model(ChatModel.class).chat(first))
                .aiMessage();
        assertThat(reply.text()).isEqualTo(Said.TEXT);
        assertThat(reply.thinking()).isEqualTo(Said.THOUGHT);
        up.nowAnswering(words.text(false));
        model(ChatModel.class)
                .chat(ChatRequest.builder()
                        .messages(UserMessage.from("Hello"), reply, UserMessage.from("And tomorrow?"))
                        .build());
        assertThat(words.asked(up.last()).thoughts()).containsExactly(Said.THOUGHT + " " + Said.SIGNATURE);
    }

    @Test
    void aStreamForAModelInJavaThatFailsTellsWhatTheProviderSaid() {
        up.nowAnswering(stream(
                ResponsesWords.created(),
                "data: {\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"slow down\"}\n\n"));
        ChatRequest request =
                ChatRequest.builder().messages(UserMessage.from("Hello")).build();
        assertThatThrownBy(
                        () -> streamed(model(StreamingChatModel.class), request).get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .satisfies(thrown -> assertThat(LlmException.failureIn(thrown))
                        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(FailureClass.RATE_LIMIT)));
    }
}
