package dev.llmrouter.llm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.embeddings.EmbeddingsRequest;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.Json;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any {@code EmbeddingModel} of a registry, asked by a Camel route. */
class EmbeddingsEndpointTest {

    /** Embeds a text as its length and its first character. */
    private static final EmbeddingModel LENGTHS = texts -> Response.from(
            texts.stream()
                    .map(text -> Embedding.from(
                            new float[] {text.text().length(), text.text().charAt(0)}))
                    .toList(),
            new TokenUsage(texts.size()));

    private EmbeddingModel model = LENGTHS;
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ProducerTemplate producer = camel.createProducerTemplate();

    @BeforeEach
    void start() {
        camel.start();
        camel.getRegistry().bind("mine", (EmbeddingModel) texts -> model.embedAll(texts));
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private Exchange ask(Object body) {
        return producer.request("llm:mine", exchange -> exchange.getMessage().setBody(body));
    }

    private LlmException refusal(Object body) {
        return (LlmException) Objects.requireNonNull(ask(body).getException());
    }

    private void replying(Function<List<TextSegment>, List<Embedding>> reply) {
        model = texts -> Response.from(reply.apply(texts));
    }

    @Test
    void aTextBecomesAnArrayOfNumbers() {
        Exchange answered = ask("abc");
        assertThat(answered.getMessage().getBody()).isEqualTo(new float[] {3, 'a'});
        assertThat(answered.getMessage().getHeader(LlmHeaders.INPUT_TOKENS)).isEqualTo(1L);
    }

    @Test
    void textsBecomeAListOfArrays() {
        List<?> embeddings = ask(List.of("abc", "de")).getMessage().getBody(List.class);
        assertThat((float[]) embeddings.get(0)).containsExactly(3, 'a');
        assertThat((float[]) embeddings.get(1)).containsExactly(2, 'd');
    }

    @Test
    void openAisJsonBecomesOpenAisJson() throws Exception {
        String json = "{\"model\":\"mine\",\"input\":[\"abc\",\"de\"]}";
        String expected =
                "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[3.0,97.0]},"
                        + "{\"object\":\"embedding\",\"index\":1,\"embedding\":[2.0,100.0]}],\"model\":\"mine\","
                        + "\"usage\":{\"prompt_tokens\":2,\"total_tokens\":2}}";
        assertThat(ask(json).getMessage().getBody(String.class)).isEqualTo(expected);
        assertThat(ask(EmbeddingsRequest.read(json.getBytes(UTF_8)))
                        .getMessage()
                        .getBody(String.class))
                .isEqualTo(expected);
        assertThat(Json.MAPPER.readTree(expected).isObject()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u0001"})
    void aBlankTextIsRefused(String text) {
        assertThat(refusal(text).failure().kind()).isEqualTo(FailureClass.BAD_REQUEST);
        assertThat(refusal(List.of("a", text)).failure().param()).isEqualTo("input[1]");
    }

    @Test
    void whatIsNoTextIsRefused() {
        assertThat(refusal(List.of()).failure().kind()).isEqualTo(FailureClass.BAD_REQUEST);
        assertThat(refusal(List.of(1)).failure().kind()).isEqualTo(FailureClass.BAD_REQUEST);
    }

    @Test
    void anythingButOneEmbeddingForEachTextIsNoReply() {
        replying(texts -> List.of());
        assertThat(refusal("a").failure().kind()).isEqualTo(FailureClass.MALFORMED);
        replying(texts -> List.of(Embedding.from(new float[] {Float.NaN})));
        assertThat(refusal("a").failure().kind()).isEqualTo(FailureClass.MALFORMED);
    }

    @Test
    void tokensThatTheModelDoesNotCountAreEstimated() {
        replying(texts -> List.of(Embedding.from(new float[] {1})));
        assertThat(ask("four times four.").getMessage().getHeader(LlmHeaders.INPUT_TOKENS))
                .isEqualTo(4L);
    }

    @Test
    void whatTheModelThrowsIsAFailureWithAClass() {
        replying(texts -> {
            throw new dev.langchain4j.exception.RateLimitException("secret");
        });
        assertThat(refusal("a").failure().kind()).isEqualTo(FailureClass.RATE_LIMIT);
        assertThat(refusal("a")).hasMessageNotContaining("secret");
    }

    @Test
    void aModelThatOnlyEmbedsIsAskedForNothingElse() {
        Throwable refused = catchThrowable(() -> producer.requestBody(
                "llm:mine",
                LlmRequest.of(
                        dev.llmrouter.openai.OpenAiRequest.read(
                                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}"
                                        .getBytes(UTF_8)),
                        java.util.Map.of(),
                        null,
                        new Cancellation())));
        assertThat(LlmException.failureIn(refused))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(FailureClass.UNSUPPORTED));
    }
}
