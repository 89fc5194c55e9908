package dev.llmrouter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.store.embedding.CosineSimilarity;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalModelTest {

    private static final InProcessModel NOWHERE =
            new InProcessModel("all-minilm-l6-v2", "no-such-model", "org.example:nowhere", 384, 126);
    private static final LocalModel MODEL = model("all-minilm-l6-v2", InProcessModel.MINI_LM);

    private static LocalModel model(String name, InProcessModel known) {
        return new LocalModel(Target.of("local/" + name, "local", name), known);
    }

    private static Response<Embedding> embed(String text) {
        return MODEL.embed(text);
    }

    private static int tokens(Response<?> answered) {
        return Objects.requireNonNull(answered.tokenUsage()).inputTokenCount();
    }

    private static double likeness(String one, String other) {
        return CosineSimilarity.between(embed(one).content(), embed(other).content());
    }

    private static Failure failure(LocalModel model) {
        return catchThrowableOfType(LlmException.class, () -> model.embed("hello"))
                .failure();
    }

    @Test
    void whatMeansTheSameIsNearerThanWhatDoesNot() {
        double alike = likeness("How do I reset my password?", "I forgot my password, what now?");
        assertThat(alike).isGreaterThan(0.6);
        assertThat(likeness("How do I reset my password?", "The recipe needs two eggs."))
                .isLessThan(alike - 0.4);
    }

    @Test
    void saysHowLongItsEmbeddingsAreAndHowManyTokensItRead() {
        assertThat(embed("hello").content().dimension()).isEqualTo(MODEL.dimension());
        assertThat(tokens(embed("hello world"))).isEqualTo(2);
        assertThat(MODEL.modelName()).isEqualTo("all-minilm-l6-v2");
    }

    @Test
    void readsToTheEndOfATextThatIsLongerThanItsWindow() {
        String cats = "Cats sleep all day long. ".repeat(25);
        String physics = "Black holes bend space and time. ".repeat(25);
        assertThat(likeness(cats + physics, cats)).isBetween(0.4, 0.95);
        assertThat(likeness(cats + physics, physics)).isBetween(0.4, 0.95);
        assertThat(tokens(embed("word ".repeat(500)))).isEqualTo(500);
        assertThat(tokens(embed("東京".repeat(150)))).isEqualTo(300);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 125, 126, 127, 300})
    void everyEmbeddingHasTheLengthOne(int words) {
        double square = 0;
        for (float number : embed("word ".repeat(words)).content().vector()) {
            square += number * number;
        }
        assertThat(Math.sqrt(square)).isCloseTo(1, within(1e-4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"😀", "\u0000a", "ﷺ", "e\u0301", "a\uD83D", "-", "日本語"})
    void oddTextIsReadAsFarAsItCanBe(String text) {
        assertThat(embed(text).content().dimension()).isEqualTo(384);
        assertThat(embed(text.repeat(150)).content().vector()).doesNotContain(Float.NaN);
    }

    @Test
    void oneWordThatNeverEndsIsRead() {
        assertThat(embed("a".repeat(5000)).content().dimension()).isEqualTo(384);
        assertThat(tokens(embed("a-".repeat(250)))).isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u200b", "\u200b\u200b\u200b", "\uFEFF"})
    void aTextOfNothingIsRefused(String text) {
        assertThat(catchThrowableOfType(LlmException.class, () -> embed(text))
                        .failure()
                        .kind())
                .isEqualTo(FailureClass.BAD_REQUEST);
    }

    @Test
    void whatKeepsItQuietWhileItIsLoadedIsPutBack() {
        System.setProperty("OPT_OUT_TRACKING", "as it was");
        try {
            assertThat(embed("hello")).isNotNull();
            failure(model("all-minilm-l6-v2", NOWHERE));
            assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("as it was");
            assertThat(System.getProperty("ai.djl.offline")).isNull();
        } finally {
            System.clearProperty("OPT_OUT_TRACKING");
        }
    }

    @Test
    void severalTextsHaveTheEmbeddingsOfEach() {
        Response<List<Embedding>> both = MODEL.embedAll(List.of(TextSegment.from("one"), TextSegment.from("two")));
        assertThat(both.content())
                .containsExactly(embed("one").content(), embed("two").content());
        assertThat(tokens(both)).isEqualTo(2);
    }

    @Test
    void stopsBetweenPiecesWhenNobodyWaits() {
        Thread.currentThread().interrupt();
        assertThat(failure(MODEL).kind()).isEqualTo(FailureClass.CANCELLED);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aMissingJarIsNamedByItsCoordinates() {
        assertThat(failure(model("all-minilm-l6-v2", NOWHERE)).kind()).isEqualTo(FailureClass.UNSUPPORTED);
        assertThat(failure(model("all-minilm-l6-v2", NOWHERE)).message()).contains("org.example:nowhere");
        assertThat(new LocalProvider.Local("local", NOWHERE).offBecause())
                .hasValueSatisfying(why -> assertThat(why).contains("org.example:nowhere"));
        assertThat(new LocalProvider.Local("local", InProcessModel.MINI_LM).offBecause())
                .isEmpty();
    }

    @Test
    void anotherModelIsNotThere() {
        Failure failure = failure(model("bge", InProcessModel.MINI_LM));
        assertThat(failure.kind()).isEqualTo(FailureClass.NOT_FOUND);
        assertThat(failure.message()).contains("'bge'").contains("'all-minilm-l6-v2'");
    }

    @Test
    void isNoChatModelButByType() {
        assertThatThrownBy(() -> MODEL.chat("hello"))
                .isInstanceOf(LlmException.class)
                .hasMessageContaining("can't chat");
    }
}
