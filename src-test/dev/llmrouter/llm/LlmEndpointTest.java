package dev.llmrouter.llm;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.outcome.Usage;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LlmEndpointTest {

    private static final String OPENAI =
            "{\"model\":\"whatever\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"temperature\":0.5}";

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final AtomicReference<ChatRequest> asked = new AtomicReference<>();
    private ProducerTemplate producer;

    @BeforeEach
    void start() {
        camel.start();
        producer = camel.createProducerTemplate();
        camel.getRegistry().bind("mine", echo());
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    /** A model of a user, with nothing of the router in it. */
    private ChatModel echo() {
        return new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                asked.set(request);
                return ChatResponse.builder()
                        .aiMessage(AiMessage.from("Hi"))
                        .tokenUsage(new TokenUsage(7, 3))
                        .build();
            }
        };
    }

    private static ChatModel answering(java.util.function.Supplier<ChatResponse> answer) {
        return new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                return answer.get();
            }
        };
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of("a text", "Hello"),
                Arguments.of("a message", UserMessage.from("Hello")),
                Arguments.of("messages", List.of(SystemMessage.from("Be kind"), UserMessage.from("Hello"))),
                Arguments.of(
                        "a request",
                        ChatRequest.builder()
                                .messages(UserMessage.from("Hello"))
                                .build()),
                Arguments.of("OpenAI's JSON", OPENAI),
                Arguments.of("OpenAI's JSON in bytes", OPENAI.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void isAnsweredWithAChatResponse(String name, Object body) {
        Exchange exchange =
                producer.request("llm:mine", asking -> asking.getMessage().setBody(body));
        assertThat(exchange.getException()).isNull();
        ChatResponse reply = exchange.getMessage().getBody(ChatResponse.class);
        assertThat(reply.aiMessage().text()).isEqualTo("Hi");
        assertThat(exchange.getMessage().getHeader("LlmInputTokens")).isEqualTo(7L);
        assertThat(exchange.getMessage().getHeader("LlmOutputTokens")).isEqualTo(3L);
        assertThat(asked().messages()).last().isEqualTo(UserMessage.from("Hello"));
    }

    @Test
    void readsTheParametersInOpenAisJson() {
        producer.requestBody("llm:mine", OPENAI);
        assertThat(asked().temperature()).isEqualTo(0.5);
        assertThat(asked().modelName()).isNull();
    }

    @Test
    void aPromptMayItselfBeJson() {
        producer.requestBody("llm:mine", "{\"what\":\"is this?\"}");
        assertThat(asked().messages()).containsExactly(UserMessage.from("{\"what\":\"is this?\"}"));
    }

    @Test
    void keepsTheHeadersOfTheMessage() {
        Exchange exchange = producer.request("llm:mine", asking -> {
            asking.getMessage().setBody("Hello");
            asking.getMessage().setHeader("mine", 1);
        });
        assertThat(exchange.getMessage().getHeader("mine")).isEqualTo(1);
    }

    @Test
    void refusesWhatIsNoPrompt() {
        for (Object body : new Object[] {"", "  ", List.of("Hello"), null}) {
            assertThat(failure("llm:mine", body).kind()).isEqualTo(FailureClass.BAD_REQUEST);
        }
    }

    @Test
    void aMissingModelIsNamed() {
        assertThatThrownBy(() -> producer.requestBody("llm:theirs", "Hello"))
                .hasStackTraceContaining(
                        "llm:theirs: the registry has no ChatModel, no StreamingChatModel and no EmbeddingModel");
    }

    @Test
    void isNotConsumedFrom() {
        assertThatThrownBy(() -> camel.getEndpoint("llm:mine").createConsumer(exchange -> {}))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void streamsOnDemand() throws Exception {
        camel.getRegistry().bind("live", streaming(handler -> {
            handler.onPartialResponse("How ");
            handler.onPartialResponse("are you?");
            handler.onCompleteResponse(ChatResponse.builder()
                    .aiMessage(AiMessage.from("How are you?"))
                    .tokenUsage(new TokenUsage(7, 3))
                    .build());
        }));
        LlmStream stream = producer.requestBody("llm:live?stream=true", "Hello", LlmStream.class);
        String events = read(stream).get(5, TimeUnit.SECONDS);
        assertThat(events).contains("How ").contains("are you?").endsWith("data: [DONE]\n\n");
        assertThat(stream.usage()).isEqualTo(Usage.of(7, 3));
        assertThat(stream.failure()).isNull();
    }

    static Stream<Arguments> usagesThatSayNothing() {
        return Stream.of(
                Arguments.of("none", null),
                Arguments.of("empty", new TokenUsage()),
                Arguments.of("half", new TokenUsage(null, 3)));
    }

    /** With no usage, or one that says nothing, as Ollama's for a prompt that it had cached. */
    private static ChatResponse uncounted(@Nullable TokenUsage usage) {
        return ChatResponse.builder()
                .aiMessage(AiMessage.from("How are you?"))
                .tokenUsage(usage)
                .build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("usagesThatSayNothing")
    void aReplyThatIsNotCountedIsEstimated(String name, @Nullable TokenUsage usage) {
        camel.getRegistry().bind("uncounted", answering(() -> uncounted(usage)));
        ChatRequest request = ChatRequest.builder()
                .messages(UserMessage.from("four".repeat(100)))
                .build();
        LlmReply reply = producer.requestBody("llm:uncounted", LlmRequest.of(request, false), LlmReply.class);
        assertThat(reply.usage()).isEqualTo(Usage.estimated(107, 3));
        assertThat(reply.json("id", "model").toString()).doesNotContain("usage");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("usagesThatSayNothing")
    void aStreamThatIsNotCountedIsEstimated(String name, @Nullable TokenUsage usage) throws Exception {
        camel.getRegistry().bind("uncounted", streaming(handler -> {
            handler.onPartialResponse("How are you?");
            handler.onCompleteResponse(uncounted(usage));
        }));
        LlmStream stream = producer.requestBody("llm:uncounted?stream=true", "four".repeat(100), LlmStream.class);
        assertThat(read(stream).get(5, TimeUnit.SECONDS)).doesNotContain("usage");
        assertThat(stream.usage()).isEqualTo(Usage.estimated(107, 3));
    }

    @Test
    void aModelThatOnlyStreamsSaysSo() {
        camel.getRegistry().bind("live", streaming(handler -> {}));
        assertThat(failure("llm:live", "Hello").message()).contains("'live' can't be asked for whole replies");
        assertThat(failure("llm:mine?stream=true", "Hello").message()).contains("'mine' can't be asked for streams");
    }

    @Test
    void aStreamThatFailsBeforeItsFirstContentIsAFailure() {
        camel.getRegistry().bind("live", streaming(handler -> handler.onError(new RateLimitException("slow down"))));
        assertThat(failure("llm:live?stream=true", "Hello").kind()).isEqualTo(FailureClass.RATE_LIMIT);
    }

    @Test
    void aStreamThatFailsLaterEndsWithAnError() throws Exception {
        camel.getRegistry().bind("live", streaming(handler -> {
            handler.onPartialResponse("How ");
            handler.onError(new InternalServerException("at http://10.0.0.1"));
        }));
        LlmStream stream = producer.requestBody("llm:live?stream=true", "Hello", LlmStream.class);
        String events = read(stream).get(5, TimeUnit.SECONDS);
        assertThat(events).contains("How ").contains("\"error\"").doesNotContain("[DONE]", "10.0.0.1");
        assertThat(requireNonNull(stream.failure()).kind()).isEqualTo(FailureClass.SERVER_ERROR);
    }

    private static StreamingChatModel streaming(java.util.function.Consumer<StreamingChatResponseHandler> answer) {
        return new StreamingChatModel() {
            @Override
            public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
                new Thread(() -> answer.accept(handler), "a model's own thread").start();
            }
        };
    }

    private CompletableFuture<String> read(LlmStream stream) {
        CompletableFuture<String> whole = new CompletableFuture<>();
        Buffer events = Buffer.buffer();
        EventLoops.of(camel).runOnContext(now -> stream.handler(events::appendBuffer)
                .endHandler(end -> whole.complete(events.toString()))
                .resume());
        return whole;
    }

    static Stream<Arguments> exceptions() {
        return Stream.of(
                Arguments.of(new RateLimitException("x"), FailureClass.RATE_LIMIT),
                Arguments.of(new AuthenticationException("x"), FailureClass.AUTH),
                Arguments.of(new ModelNotFoundException("x"), FailureClass.NOT_FOUND),
                Arguments.of(new InvalidRequestException("x"), FailureClass.BAD_REQUEST),
                Arguments.of(new UnsupportedFeatureException("x"), FailureClass.BAD_REQUEST),
                Arguments.of(new ContentFilteredException("x"), FailureClass.BAD_REQUEST),
                Arguments.of(new TimeoutException("x"), FailureClass.TIMEOUT),
                Arguments.of(new InternalServerException("x"), FailureClass.SERVER_ERROR),
                Arguments.of(new UnresolvedModelServerException("x"), FailureClass.CONNECT),
                Arguments.of(new RuntimeException(new ConnectException("x")), FailureClass.CONNECT),
                Arguments.of(
                        new RuntimeException(new java.util.concurrent.TimeoutException("x")), FailureClass.TIMEOUT),
                Arguments.of(new RuntimeException(new java.net.http.HttpTimeoutException("x")), FailureClass.TIMEOUT),
                Arguments.of(new RuntimeException(new java.net.SocketTimeoutException("x")), FailureClass.TIMEOUT),
                Arguments.of(new HttpException(503, "x"), FailureClass.OVERLOADED),
                Arguments.of(new HttpException(504, "x"), FailureClass.TIMEOUT),
                Arguments.of(new HttpException(429, "x"), FailureClass.RATE_LIMIT),
                Arguments.of(new HttpException(403, "x"), FailureClass.AUTH),
                Arguments.of(new HttpException(409, "x"), FailureClass.CONFLICT),
                Arguments.of(new HttpException(422, "x"), FailureClass.BAD_REQUEST),
                Arguments.of(new NullPointerException("x"), FailureClass.SERVER_ERROR));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void whatAModelThrowsIsAFailureOfItsClass(RuntimeException thrown, FailureClass kind) {
        camel.getRegistry().bind("broken", answering(() -> {
            throw thrown;
        }));
        assertThat(failure("llm:broken", "Hello").kind()).isEqualTo(kind);
    }

    static Stream<RuntimeException> refusalsForItsLength() {
        return Stream.of(
                new HttpException(400, "{\"error\":{\"message\":\"prompt is too long: 5 > 4 at 10.0.0.1\"}}"),
                new InvalidRequestException("Input is too long for requested model. (Service: BedrockRuntime)"),
                new RuntimeException(new IllegalStateException("The input token count (9) exceeds the maximum")),
                new InternalServerException("maximum context length is 4096 tokens"));
    }

    @ParameterizedTest
    @MethodSource("refusalsForItsLength")
    void aPromptThatIsTooLongIsAFailureOfItsOwnClass(RuntimeException thrown) {
        camel.getRegistry().bind("broken", answering(() -> {
            throw thrown;
        }));
        Failure failure = failure("llm:broken", "Hello");
        assertThat(failure.kind()).isEqualTo(FailureClass.CONTEXT_OVERFLOW);
        assertThat(failure.toString()).doesNotContain("10.0.0.1");
    }

    @Test
    void aRateLimitThatTellsOfLengthsIsStillOne() {
        camel.getRegistry().bind("broken", answering(() -> {
            throw new RateLimitException("too many; the maximum context length is 4096 tokens");
        }));
        assertThat(failure("llm:broken", "Hello").kind()).isEqualTo(FailureClass.RATE_LIMIT);
    }

    @Test
    void whatAModelThrowsIsNotShown() {
        camel.getRegistry().bind("broken", answering(() -> {
            throw new InternalServerException("sk-secret at http://10.0.0.1");
        }));
        assertThat(failure("llm:broken", "Hello").toString()).doesNotContain("sk-secret", "10.0.0.1");
    }

    @Test
    void aModelThatThrowsAnErrorIsAFailureAsWell() {
        camel.getRegistry().bind("broken", answering(() -> {
            throw new NoClassDefFoundError("x");
        }));
        Exchange exchange =
                producer.request("llm:broken", asking -> asking.getMessage().setBody("Hello"));
        assertThat(exchange.isFailed()).isTrue();
    }

    /** A model that says that it takes no longer than 100 ms, and then never ends. */
    private static final class Hanging implements ChatModel, StreamingChatModel, TimeLimited {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final AtomicBoolean interrupted = new AtomicBoolean();
        private final Timeouts timeouts;

        Hanging(Duration total) {
            timeouts = new Timeouts(null, total, total, total);
        }

        @Override
        public ChatResponse doChat(ChatRequest request) {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("interrupted");
        }

        @Override
        public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
            begun.countDown();
        }

        @Override
        public Timeouts timeouts() {
            return timeouts;
        }

        @Override
        public List<dev.langchain4j.model.chat.listener.ChatModelListener> listeners() {
            return List.of();
        }

        @Override
        public dev.langchain4j.model.ModelProvider provider() {
            return dev.langchain4j.model.ModelProvider.OTHER;
        }

        @Override
        public dev.langchain4j.model.chat.request.ChatRequestParameters defaultRequestParameters() {
            return dev.langchain4j.model.chat.request.DefaultChatRequestParameters.EMPTY;
        }

        @Override
        public java.util.Set<dev.langchain4j.model.chat.Capability> supportedCapabilities() {
            return java.util.Set.of();
        }
    }

    @Test
    void aModelThatHangsIsInterruptedByItsTimeout() {
        Hanging hanging = new Hanging(Duration.ofMillis(100));
        camel.getRegistry().bind("slow", hanging);
        assertThat(failure("llm:slow", "Hello").kind()).isEqualTo(FailureClass.TIMEOUT);
        assertThat(hanging.interrupted).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aStreamThatNeverBeginsEndsByItsTimeout() {
        camel.getRegistry().bind("slow", new Hanging(Duration.ofMillis(100)));
        assertThat(failure("llm:slow?stream=true", "Hello").kind()).isEqualTo(FailureClass.TIMEOUT);
    }

    @Test
    void aModelThatHangsIsInterruptedWhenTheCallerLeaves() throws Exception {
        Hanging hanging = new Hanging(Duration.ofMinutes(1));
        camel.getRegistry().bind("slow", hanging);
        Cancellation cancellation = new Cancellation();
        AtomicBoolean flag = new AtomicBoolean(true);
        CompletableFuture<Failure> failed = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            Failure failure = failure("llm:slow", request(cancellation));
            flag.set(Thread.currentThread().isInterrupted());
            failed.complete(failure);
        });
        caller.start();
        assertThat(hanging.begun.await(5, TimeUnit.SECONDS)).isTrue();
        cancellation.cancel();
        assertThat(failed.get(5, TimeUnit.SECONDS).kind()).isEqualTo(FailureClass.CANCELLED);
        assertThat(hanging.interrupted).isTrue();
        assertThat(flag).isFalse();
    }

    @Test
    void aStreamThatHangsIsGivenUpWhenTheCallerLeaves() throws Exception {
        Hanging hanging = new Hanging(Duration.ofMinutes(1));
        camel.getRegistry().bind("slow", hanging);
        Cancellation cancellation = new Cancellation();
        CompletableFuture<Exchange> ended =
                producer.asyncSend("llm:slow", exchange -> exchange.getMessage().setBody(streamRequest(cancellation)));
        assertThat(hanging.begun.await(5, TimeUnit.SECONDS)).isTrue();
        cancellation.cancel();
        Exchange exchange = ended.get(5, TimeUnit.SECONDS);
        assertThat(failureOf(exchange).kind()).isEqualTo(FailureClass.CANCELLED);
    }

    @Test
    void aRequestThatWasGivenUpBeforehandAsksNobody() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        assertThat(failure("llm:mine", request(cancellation)).kind()).isEqualTo(FailureClass.CANCELLED);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aModelThatSwallowsTheInterruptLeavesTheThreadClean() {
        camel.getRegistry().bind("stubborn", new Stubborn());
        Exchange exchange =
                producer.request("llm:stubborn", asking -> asking.getMessage().setBody("Hello"));
        assertThat(exchange.getException()).isNull();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    /** Answers although its time is up. */
    private static final class Stubborn implements ChatModel, TimeLimited {
        @Override
        public ChatResponse doChat(ChatRequest request) {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            return ChatResponse.builder().aiMessage(AiMessage.from("Late")).build();
        }

        @Override
        public Timeouts timeouts() {
            return new Timeouts(null, null, null, Duration.ofMillis(50));
        }
    }

    private static LlmRequest request(Cancellation cancellation) {
        return LlmRequest.of(OpenAiRequest.read(OPENAI.getBytes(StandardCharsets.UTF_8)), Map.of(), null, cancellation);
    }

    private LlmRequest streamRequest(Cancellation cancellation) {
        String streaming = OPENAI.replace("{\"model\"", "{\"stream\":true,\"model\"");
        return LlmRequest.of(
                OpenAiRequest.read(streaming.getBytes(StandardCharsets.UTF_8)), Map.of(), null, cancellation);
    }

    @Test
    void usesTheVertxOfTheHost() {
        Vertx hosts = Vertx.vertx();
        try {
            camel.getRegistry().bind("hosts", hosts);
            producer.requestBody("llm:mine", "Hello");
            assertThat(camel.getRegistry().findByType(Vertx.class)).containsExactly(hosts);
        } finally {
            hosts.close();
        }
    }

    private Failure failure(String uri, Object body) {
        Exchange exchange = producer.request(uri, asking -> asking.getMessage().setBody(body));
        return failureOf(exchange);
    }

    private static Failure failureOf(Exchange exchange) {
        return requireNonNull(LlmException.failureIn(exchange.getException()), "no failure");
    }

    private ChatRequest asked() {
        return requireNonNull(asked.get());
    }
}
