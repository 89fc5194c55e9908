package dev.llmrouter.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.llmrouter.llm.InProcess;
import dev.llmrouter.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long the model inside makes a call wait, the vector of its prompt included: {@code -Dspeed}, on a machine that has
 * nothing else to do. The best of some rounds counts, since whatever else runs only makes it longer.
 */
@EnabledIfSystemProperty(named = "speed", matches = ".*")
class SemanticSpeedTest {

    /** No prompt comes twice, or its vector would be remembered. */
    private static final Random random = new Random(7);

    private static final int ROUNDS = 5;
    private static final int PROMPTS = 200;
    private static final List<String> WORDS = List.of(("the of and a to in is you that it for on are with as they be at"
                    + " one have this from by hot word but what some we can out other were all there when up use your"
                    + " how said an each she which do their time if will way about many then them write would like so"
                    + " these long make thing see him two has look more day could go come did number sound no most"
                    + " people my over know water than call first who may down side been now find any new work part"
                    + " take get place made live where after back little only round man year came show every good")
            .split(" "));

    /** Examples have vectors of chance, or it would take a minute to learn them; prompts have those of the model. */
    private record Chance(EmbeddingModel model) implements EmbeddingModel, InProcess {

        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> texts) {
            return texts.get(0).text().startsWith("example")
                    ? Response.from(texts.stream().map(Chance::vector).toList())
                    : model.embedAll(texts);
        }

        private static Embedding vector(TextSegment text) {
            Random chance = new Random(text.text().hashCode());
            float[] vector = new float[384];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) chance.nextGaussian();
            }
            return Embedding.from(vector);
        }
    }

    private static Policy policy(StubParts parts, int examples, Path folder) throws IOException {
        Path file = Files.write(
                folder.resolve(examples + ".txt"),
                IntStream.range(0, examples).mapToObj(i -> "example " + i).toList());
        Policy policy = Objects.requireNonNull(new SemanticPolicy.Factory()
                .create(
                        new SemanticOptions(
                                "chance",
                                null,
                                0.0,
                                Duration.ofSeconds(5),
                                Map.of("some", new ExampleBranch("some", List.of(), "file:" + file)),
                                "rest"),
                        parts));
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> !parts.rank(policy, "hello there").isEmpty()
                        && parts.rank(policy, "hello there").get(0).equals("some"));
        return policy;
    }

    private static String prompt(int words) {
        return IntStream.range(0, words)
                .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
                .collect(Collectors.joining(" "));
    }

    /** The median and the 99th percentile of the best round, in milliseconds. */
    private static double[] millis(IntFunction<Runnable> prepared) {
        double[] best = {Double.MAX_VALUE, Double.MAX_VALUE};
        for (int round = 0; round < ROUNDS; round++) {
            double[] millis = new double[PROMPTS];
            for (int i = 0; i < PROMPTS; i++) {
                Runnable one = prepared.apply(round * PROMPTS + i);
                long begin = System.nanoTime();
                one.run();
                millis[i] = (System.nanoTime() - begin) / 1e6;
            }
            Arrays.sort(millis);
            best[0] = Math.min(best[0], millis[PROMPTS / 2]);
            best[1] = Math.min(best[1], millis[PROMPTS * 99 / 100]);
        }
        return best;
    }

    private static double[] ranking(StubParts parts, Policy policy, int words) {
        return millis(i -> {
            var call = StubParts.call(prompt(words));
            return () -> assertThat(parts.rank(policy, call)).hasSize(2);
        });
    }

    @Test
    void promptsOfUpTo300TokensTakeLessThanTenMillisecondsAndTenThousandExamplesThreeMore(@TempDir Path folder)
            throws IOException {
        try (StubParts parts = new StubParts()) {
            EmbeddingChoice.of(EmbeddingChoice.DEFAULT, parts);
            EmbeddingModel model = Objects.requireNonNull(
                    parts.camel().getRegistry().lookupByNameAndType(EmbeddingChoice.DEFAULT, EmbeddingModel.class));
            parts.bean("chance", new Chance(model));
            Policy few = policy(parts, 100, folder);
            Policy many = policy(parts, 10_000, folder);
            ranking(parts, few, 20);
            ranking(parts, many, 20);
            for (int words : new int[] {20, 100, 300, 1000}) {
                double[] with100 = ranking(parts, few, words);
                double[] with10000 = ranking(parts, many, words);
                System.out.printf(
                        Locale.ROOT,
                        "%d tokens: median %.2f ms, p99 %.2f ms with 100 examples; %.2f and %.2f with 10,000%n",
                        words,
                        with100[0],
                        with100[1],
                        with10000[0],
                        with10000[1]);
                assertThat(with10000[0]).isLessThan(10);
                assertThat(with10000[0] - with100[0]).isLessThan(3);
            }
        }
    }
}
