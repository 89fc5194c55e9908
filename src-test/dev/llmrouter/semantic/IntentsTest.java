package dev.llmrouter.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.semantic.Labelled.Split;
import dev.llmrouter.vector.Neighbours;
import dev.llmrouter.vector.TextVectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How well prompts find their branch by default, on CLINC150 and Banking77: {@code -Ddata=FOLDER} with
 * {@code intents/clinc150.csv.gz} and {@code intents/banking77.csv.gz}. The figures are in the test's output.
 */
@EnabledIfSystemProperty(named = "data", matches = ".+")
class IntentsTest {

    private static final StubParts parts = new StubParts();

    /** How many of what belongs somewhere find it, how well the nearest example tells that, and what the default does. */
    private record Figures(double accuracy, double auroc, double threshold, double kept, double refused) {

        private static Figures of(Labelled all, Split split) {
            List<String> branches = all.branches();
            int[] branchOf = Arrays.stream(split.examples())
                    .map(i -> branches.indexOf(all.labels().get(i)))
                    .toArray();
            ExampleSpace space = ExampleSpace.of(
                    Arrays.stream(split.examples()).mapToObj(all.vectors()::get).toList(), null);
            Neighbours[] near = near(all, split.in(), space);
            long right = IntStream.range(0, near.length)
                    .filter(i -> branches.get(new Vote(near[i], branchOf, branches.size()).first())
                            .equals(all.labels().get(split.in()[i])))
                    .count();
            double[] in = nearest(near);
            double[] out = nearest(near(all, split.out(), space));
            return new Figures(
                    (double) right / in.length,
                    auroc(in, out),
                    space.threshold(),
                    share(in, space.threshold()),
                    1 - share(out, space.threshold()));
        }

        private static Neighbours[] near(Labelled all, int[] which, ExampleSpace space) {
            int neighbours = new SemanticOptions(
                            null, null, null, null, Map.of("any", new ExampleBranch("t", List.of("x"), null)), "t")
                    .neighbours();
            return Arrays.stream(which)
                    .parallel()
                    .mapToObj(i -> space.index().nearest(all.vectors().get(i), neighbours))
                    .toArray(Neighbours[]::new);
        }

        private static double[] nearest(Neighbours[] near) {
            return Arrays.stream(near).mapToDouble(one -> one.similarity()[0]).toArray();
        }

        private static double share(double[] near, double threshold) {
            return Arrays.stream(near).filter(one -> one >= threshold).count() / (double) near.length;
        }

        /** How often one in scope has a nearer example than one out of scope. */
        private static double auroc(double[] in, double[] out) {
            double wins = 0;
            for (double inside : in) {
                for (double outside : out) {
                    wins += inside > outside ? 1 : inside == outside ? 0.5 : 0;
                }
            }
            return wins / in.length / out.length;
        }
    }

    @AfterAll
    static void stop() {
        parts.close();
    }

    private static Labelled read(String set, String label) throws IOException {
        TextVectors model = Objects.requireNonNull(
                EmbeddingChoice.of(EmbeddingChoice.DEFAULT, parts).vectors());
        return Labelled.read(Path.of(System.getProperty("data"), "intents", set + ".csv.gz"), label, model);
    }

    private static Figures published(String name, Labelled all, Split split) {
        System.out.printf("%s: %d examples, %d tests%n", name, split.examples().length, split.in().length);
        Figures figures = Figures.of(all, split);
        print("as published", figures);
        return figures;
    }

    /** The means of three splits, since one may be lucky. */
    private static Figures fifths(Labelled all) {
        List<Figures> three = IntStream.range(0, 3)
                .mapToObj(seed -> Figures.of(all, all.fifth(seed)))
                .toList();
        three.forEach(figures -> print("a fifth", figures));
        Figures mean = new Figures(
                mean(three, Figures::accuracy),
                mean(three, Figures::auroc),
                mean(three, Figures::threshold),
                mean(three, Figures::kept),
                mean(three, Figures::refused));
        print("mean of the fifths", mean);
        return mean;
    }

    private static double mean(List<Figures> all, ToDoubleFunction<Figures> figure) {
        return all.stream().mapToDouble(figure).average().orElseThrow();
    }

    private static void print(String name, Figures figures) {
        System.out.printf(
                Locale.ROOT,
                "  %-18s accuracy %.4f, AUROC %.4f; default threshold %.3f keeps %.3f, refuses %.3f%n",
                name,
                figures.accuracy,
                figures.auroc,
                figures.threshold,
                figures.kept,
                figures.refused);
    }

    @Test
    void domainsOfClinc() throws IOException {
        Labelled clinc = read("clinc150", "domain");
        // the published files one behind the other: 100 out of scope, 3,000 to validate, 15,000 to train, then to test
        // 1,000 out of scope and 4,500 others
        Figures published = published(
                "CLINC150 domains",
                clinc,
                clinc.published(n -> n >= 3_100 && n < 18_100, n -> n >= 19_100, n -> n >= 18_100 && n < 19_100));
        for (Figures figures : List.of(published, fifths(clinc))) {
            assertThat(figures.accuracy).isGreaterThanOrEqualTo(0.95);
            assertThat(figures.auroc).isGreaterThanOrEqualTo(0.95);
            assertThat(figures.kept).isGreaterThan(0.9);
            assertThat(figures.refused).isGreaterThan(0.75);
        }
    }

    @Test
    void intentsOfBanking() throws IOException {
        Labelled banking = read("banking77", "intent");
        Figures published = published(
                "Banking77 intents", banking, banking.published(n -> n < 10_003, n -> n >= 10_003, n -> true));
        for (Figures figures : List.of(published, fifths(banking))) {
            assertThat(figures.accuracy).isGreaterThanOrEqualTo(0.90);
            assertThat(figures.kept).isGreaterThan(0.95);
        }
    }
}
