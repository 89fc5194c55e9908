package dev.llmrouter.semantic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import dev.llmrouter.aside.Toll;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.Trace;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.vector.TextVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SemanticPolicyTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final StubParts parts = new StubParts();
    private final WordCounts counts = new WordCounts();

    @AfterEach
    void stop() {
        parts.close();
    }

    private static ExampleBranch branch(String use, String... examples) {
        return new ExampleBranch(use, List.of(examples), null);
    }

    private static Map<String, ExampleBranch> branches() {
        Map<String, ExampleBranch> branches = new LinkedHashMap<>();
        branches.put("code", branch("coder", "a program", "my program that"));
        branches.put("verse", branch("poet", "a poem", "poem of a program poem poem"));
        return branches;
    }

    private static SemanticOptions options(@Nullable Double threshold, Duration timeout) {
        return new SemanticOptions("counts", 3, threshold, timeout, branches(), "rest");
    }

    private Policy policy(SemanticOptions options) {
        return Objects.requireNonNull(new SemanticPolicy.Factory().create(options, parts));
    }

    /** A policy that has learnt its examples. */
    private Policy ready(WordCounts model, SemanticOptions options) {
        parts.bean("counts", model);
        Policy policy = policy(options);
        await().until(() -> !whyFor(policy, "").contains("not learnt yet"));
        model.asked().clear();
        return policy;
    }

    private String whyFor(Policy policy, String prompt) {
        Call call = StubParts.call(prompt);
        parts.rank(policy, call);
        return StubParts.why(call);
    }

    @Test
    void theBranchOfTheNearestExamplesAnswersAndOtherwiseIfItFails() {
        Policy policy = ready(counts, options(0.5, LONG));
        assertThat(parts.rank(policy, "is this program right?")).containsExactly("coder", "rest");
        assertThat(parts.rank(policy, "a poem of a poem")).containsExactly("poet", "rest");
    }

    @Test
    void whatIsNearToNoExampleGoesToOtherwise() {
        Policy policy = ready(counts, options(0.5, LONG));
        assertThat(parts.rank(policy, "what does the law say?")).containsExactly("rest");
        assertThat(whyFor(policy, "the law")).isEqualTo("otherwise: no example is near enough");
    }

    @Test
    void itsTraceHasTheScoresOfTheBranchesAndNothingOfThePrompt() {
        Policy policy = ready(counts, options(0.5, LONG));
        Call call = StubParts.call("is this program right?");
        parts.rank(policy, call);
        assertThat(call.trace().steps())
                .hasSize(2)
                .allSatisfy(step -> assertThat(step)
                        .isInstanceOfSatisfying(Trace.Compared.class, compared -> assertThat(compared.members())
                                .containsExactly("code", "verse")))
                .last()
                .isInstanceOfSatisfying(
                        Trace.Compared.class,
                        compared -> assertThat(compared.scores().get(0)).isGreaterThan(0.9));
        assertThat(call.trace().steps().toString()).doesNotContain("right");
    }

    @Test
    void aPromptIsEmbeddedOnceForAllPolicies() {
        Policy policy = ready(counts, options(0.5, LONG));
        Policy other = policy(options(0.9, LONG));
        await().until(() -> !whyFor(other, "").contains("not learnt yet"));
        counts.asked().clear();
        Call call = StubParts.call("is this program right?");
        parts.rank(policy, call);
        parts.rank(other, call);
        parts.rank(policy, "is this program right?");
        assertThat(counts.asked()).containsExactly("is this program right?");
    }

    @Test
    void beforeItsExamplesAreLearntAllGoesToOtherwise() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        parts.bean("counts", new WordCounts() {
            @Override
            public Response<List<Embedding>> embedAll(List<TextSegment> texts) {
                asked.countDown();
                awaitQuietly(end);
                return super.embedAll(texts);
            }
        });
        Policy policy = policy(options(0.5, LONG));
        awaitQuietly(asked);
        assertThat(parts.rank(policy, "a program")).containsExactly("rest");
        assertThat(whyFor(policy, "a program")).isEqualTo("otherwise: its examples are not learnt yet");
        end.countDown();
        await().until(() -> parts.rank(policy, "a program").equals(List.of("coder", "rest")));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void examplesThatCanNotBeLearntAreTriedAgain() {
        AtomicBoolean isDown = new AtomicBoolean(true);
        WordCounts down = new WordCounts() {
            @Override
            public Response<List<Embedding>> embedAll(List<TextSegment> texts) {
                Response<List<Embedding>> vectors = super.embedAll(texts);
                if (isDown.get()) {
                    throw new IllegalStateException("down");
                }
                return vectors;
            }
        };
        LearnExamples learning = LearnExamples.begin(
                new LearnExamples.Task("topics", Examples.of(branches(), parts), 0.5, () -> true, Toll.FREE),
                TextVectors.of(parts.camel(), "counts", down),
                parts.camel(),
                Duration.ofMillis(1));
        await().until(() -> down.asked().size() > 4);
        assertThat(learning.learnt()).isNull();
        isDown.set(false);
        await().until(() -> learning.learnt() != null);
    }

    @Test
    void whoIsOutOfServiceIsNotAskedForExamplesEither() {
        AtomicInteger looks = new AtomicInteger();
        LearnExamples learning = LearnExamples.begin(
                new LearnExamples.Task(
                        "topics", Examples.of(branches(), parts), 0.5, () -> looks.incrementAndGet() > 3, Toll.FREE),
                TextVectors.of(parts.camel(), "counts", counts),
                parts.camel(),
                Duration.ofMillis(1));
        await().until(() -> learning.learnt() != null);
        assertThat(looks).hasValue(4);
        assertThat(counts.asked()).hasSize(4);
    }

    @Test
    void anEmbeddingThatTakesTooLongOrFailsGoesToOtherwise() {
        AtomicBoolean isSlow = new AtomicBoolean();
        AtomicBoolean isDown = new AtomicBoolean();
        Policy policy = ready(
                new WordCounts() {
                    @Override
                    public Response<List<Embedding>> embedAll(List<TextSegment> texts) {
                        if (isSlow.get()) {
                            awaitQuietly(new CountDownLatch(1));
                        }
                        if (isDown.get()) {
                            throw new IllegalStateException("down");
                        }
                        return super.embedAll(texts);
                    }
                },
                options(0.5, Duration.ofMillis(500)));
        isSlow.set(true);
        assertThat(parts.rank(policy, "a program 1")).containsExactly("rest");
        assertThat(whyFor(policy, "a program 2")).isEqualTo("otherwise: no vector of the prompt: it took too long");
        isSlow.set(false);
        isDown.set(true);
        assertThat(parts.rank(policy, "a program 3")).containsExactly("rest");
        assertThat(whyFor(policy, "a program 4")).isEqualTo("otherwise: no vector of the prompt: it failed");
    }

    @Test
    void aVectorOfAnotherLengthGoesToOtherwise() {
        AtomicBoolean isOther = new AtomicBoolean();
        Policy policy = ready(
                new WordCounts() {
                    @Override
                    public Response<List<Embedding>> embedAll(List<TextSegment> texts) {
                        return isOther.get()
                                ? Response.from(List.of(Embedding.from(new float[] {1, 1})))
                                : super.embedAll(texts);
                    }
                },
                options(0.5, LONG));
        isOther.set(true);
        assertThat(parts.rank(policy, "a program")).containsExactly("rest");
        assertThat(whyFor(policy, "a program")).contains("longer or shorter");
    }

    @Test
    void aPromptWithoutTextGoesToOtherwise() {
        Policy policy = ready(counts, options(0.5, LONG));
        assertThat(parts.rank(policy, " \n")).containsExactly("rest");
        assertThat(counts.asked()).isEmpty();
    }

    @Test
    void aRehearsalAsksNoModelElsewhereButKnowsWhatACallWasTold() {
        Policy policy = ready(counts, options(0.5, LONG));
        Call rehearsal = StubParts.rehearsal("a program");
        assertThat(parts.rank(policy, rehearsal)).containsExactly("rest");
        assertThat(StubParts.why(rehearsal)).contains("nobody is asked in a rehearsal");
        assertThat(counts.asked()).isEmpty();
        assertThat(parts.rank(policy, "a program")).containsExactly("coder", "rest");
        assertThat(parts.rank(policy, StubParts.rehearsal("a program"))).containsExactly("coder", "rest");
        assertThat(counts.asked()).containsExactly("a program");
    }

    @Test
    void aModelElsewhereSeesOnlyWhatItMaySeeWhateverItCouldReply() {
        parts.target("vectors", counts);
        Policy policy = policy(new SemanticOptions("vectors", 3, 0.5, LONG, branches(), "rest"));
        await().until(() -> !whyFor(policy, "").contains("not learnt yet"));
        counts.asked().clear();
        Call call = StubParts.call("a program");
        assertThat(parts.rank(policy, call, StubParts.lackedBy("vectors", false)))
                .containsExactly("rest");
        assertThat(StubParts.why(call)).contains("may not see it");
        assertThat(counts.asked()).isEmpty();
        assertThat(parts.rank(policy, StubParts.call("a program"), StubParts.lackedBy("vectors", true)))
                .containsExactly("coder", "rest");
    }

    @Test
    void aBeanOfWhichNothingIsKnownSeesOnlyWhatAnybodyMaySee() {
        Policy policy = ready(counts, options(0.5, LONG));
        assertThat(parts.rank(policy, StubParts.call("a program"), StubParts.lackedBy("counts", false)))
                .containsExactly("rest");
        assertThat(counts.asked()).isEmpty();
        assertThat(parts.rank(policy, "a program")).containsExactly("coder", "rest");
    }

    @Test
    void aBranchWhoseProviderIsOffLeavesItsPromptsToOtherwise() {
        parts.off("coder");
        Policy policy = ready(counts, options(0.5, LONG));
        assertThat(parts.rank(policy, "a program")).containsExactly("rest");
        assertThat(whyFor(policy, "a program")).contains("is off");
        assertThat(parts.rank(policy, "a poem")).containsExactly("poet", "rest");
    }

    @Test
    void withNobodyToAnswerThereIsNoPolicy() {
        parts.bean("counts", counts).off("coder").off("poet").off("rest");
        assertThat(new SemanticPolicy.Factory().create(options(null, LONG), parts))
                .isNull();
    }

    @Test
    void withItsEmbeddingOffAllGoesToOtherwise() {
        parts.off("elsewhere");
        Policy policy = policy(new SemanticOptions("elsewhere", null, null, null, branches(), "rest"));
        assertThat(parts.rank(policy, "a program")).containsExactly("rest");
        assertThat(whyFor(policy, "a program")).isEqualTo("otherwise: the provider of elsewhere is off");
    }

    @Test
    void whatMakesNoEmbeddingsIsRefused() {
        SemanticOptions chat = new SemanticOptions("gpt", null, null, null, branches(), "rest");
        assertThatThrownBy(() -> policy(chat))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("embedding is 'gpt', which makes no embeddings");
        parts.bean("misspelt", "no model");
        SemanticOptions misspelt = new SemanticOptions("misspelt", null, null, null, branches(), "rest");
        assertThatThrownBy(() -> policy(misspelt))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("embedding is 'misspelt', and there is nothing of that name");
    }

    @Test
    void examplesMayStandInAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("laws.csv"), "text\n\"the law, of course\"\nlaw\n");
        Map<String, ExampleBranch> branches = branches();
        branches.put("law", new ExampleBranch("lawyer", null, "file:" + file));
        Policy policy = ready(counts, new SemanticOptions("counts", 1, 0.5, LONG, branches, "rest"));
        assertThat(parts.rank(policy, "a law")).containsExactly("lawyer", "rest");
    }

    @Test
    void aFileThatIsNotThereIsRefusedByName() {
        Map<String, ExampleBranch> branches = Map.of("law", new ExampleBranch("lawyer", null, "classpath:no/such.txt"));
        assertThatThrownBy(() -> policy(new SemanticOptions("counts", 1, 0.5, LONG, branches, "rest")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("branches.law.file names 'classpath:no/such.txt', which can't be read; is it there?");
    }

    @Test
    void aBranchWithoutExamplesIsRefused() {
        assertThatThrownBy(() -> new ExampleBranch("coder", List.of(), null)).hasMessageStartingWith("examples ");
        assertThatThrownBy(() -> branch("coder", " ")).hasMessageStartingWith("examples ");
        assertThatThrownBy(() -> new SemanticOptions(null, null, null, null, Map.of(), "rest"))
                .hasMessageStartingWith("branches ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 30, 1200})
    void withoutAThresholdAPromptMustBeAsNearAsExamplesAreToEachOther(int count) {
        Random random = new Random(count);
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // half a right angle at most
            vectors.add(new float[] {1, random.nextFloat(), 0});
        }
        double threshold = ExampleSpace.of(vectors, null).threshold();
        assertThat(threshold).isBetween(0.25, 0.6);
        assertThat(ExampleSpace.of(vectors, 0.1).threshold()).isEqualTo(0.1);
    }

    @Test
    void examplesFarFromEachOtherLetPromptsBeFarToo() {
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            float[] vector = new float[41];
            vector[i] = 1;
            vector[40] = 0.8f;
            vectors.add(vector);
        }
        // 0.64 / 1.64 from each to each
        assertThat(ExampleSpace.of(vectors, null).threshold()).isCloseTo(0.39, within(0.01));
    }
}
