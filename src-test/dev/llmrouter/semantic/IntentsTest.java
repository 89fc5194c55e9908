package dev.llmrouter.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.policy.Policy;
import dev.llmrouter.vector.Neighbours;
import dev.llmrouter.vector.TextVectors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * How well and how fast prompts find their branch, on CLINC150 and Banking77: {@code -Ddata=FOLDER} with
 * {@code intents/clinc150.csv.gz} and {@code intents/banking77.csv.gz}.
 */
@EnabledIfSystemProperty(named = "data", matches = ".+")
class IntentsTest {

    private static final int NEIGHBOURS = 10;
    private static final StubParts parts = new StubParts();
    private static final Map<String, Labelled> READ = new ConcurrentHashMap<>();

    /** Texts with their labels; {@code number} is where each stood in the original set. */
    record Labelled(List<String> texts, List<String> labels, List<Integer> number, List<float[]> vectors) {

        static Labelled clinc() {
            return READ.computeIfAbsent("clinc150.csv.gz", file -> read(file, "domain"));
        }

        static Labelled banking() {
            return READ.computeIfAbsent("banking77.csv.gz", file -> read(file, "intent"));
        }

        private static Labelled read(String file, String label) {
            Path path = Path.of(System.getProperty("data"), "intents", file);
            try (InputStream in = new GZIPInputStream(Files.newInputStream(path))) {
                String csv = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                List<String> texts = Csv.column(csv, "text");
                TextVectors vectors = Objects.requireNonNull(
                        EmbeddingChoice.of(EmbeddingChoice.DEFAULT, parts).vectors());
                List<Integer> numbers = Csv.column(csv, "id").stream()
                        .map(id -> Integer.valueOf(id.substring(id.indexOf('-') + 1)))
                        .toList();
                return new Labelled(texts, Csv.column(csv, label), numbers, vectors.all(texts));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean isOut(int i) {
            return labels.get(i).equals("oos");
        }

        /** Every fifth text of each label, in a fixed random order. */
        IntPredicate everyFifth() {
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, texts.size()).boxed().toList());
            Collections.shuffle(order, new Random(1));
            Map<String, Integer> seen = new LinkedHashMap<>();
            boolean[] isTest = new boolean[texts.size()];
            order.forEach(i -> isTest[i] = seen.merge(labels.get(i), 1, Integer::sum) % 5 == 0);
            return i -> isTest[i];
        }
    }

    record Figures(double accuracy, double auroc, double kept, double refused) {}

    @AfterAll
    static void stop() {
        parts.close();
    }

    private static Figures measure(String name, Labelled all, IntPredicate isTest, IntPredicate isExample) {
        List<String> branches = List.copyOf(new TreeSet<>(all.labels()));
        List<Integer> examples = IntStream.range(0, all.texts().size())
                .filter(i -> !all.isOut(i) && !isTest.test(i) && isExample.test(i))
                .boxed()
                .toList();
        int[] branchOf = examples.stream()
                .mapToInt(i -> branches.indexOf(all.labels().get(i)))
                .toArray();
        ExampleSpace space =
                ExampleSpace.of(examples.stream().map(all.vectors()::get).toList(), null);
        List<Double> in = new ArrayList<>();
        List<Double> out = new ArrayList<>();
        int right = 0;
        for (int i = 0; i < all.texts().size(); i++) {
            if (all.isOut(i) || isTest.test(i)) {
                Neighbours near = space.index().nearest(all.vectors().get(i), NEIGHBOURS);
                (all.isOut(i) ? out : in).add((double) near.similarity()[0]);
                Vote vote = new Vote(near, branchOf, branches.size());
                right += branches.get(vote.first()).equals(all.labels().get(i)) ? 1 : 0;
            }
        }
        Figures figures = new Figures(
                right / (double) in.size(),
                auroc(in, out),
                in.stream().filter(near -> near >= space.threshold()).count() / (double) in.size(),
                out.stream().filter(near -> near < space.threshold()).count() / (double) out.size());
        System.out.printf(
                Locale.ROOT,
                "%s: %d examples, %d tests, accuracy %.4f; %d out of scope, AUROC %.4f; at the default threshold %.3f"
                        + " keeps %.3f, refuses %.3f%n",
                name,
                examples.size(),
                in.size(),
                figures.accuracy(),
                out.size(),
                figures.auroc(),
                space.threshold(),
                figures.kept(),
                figures.refused());
        return figures;
    }

    /** How often one in scope has a nearer example than one out of scope. */
    private static double auroc(List<Double> in, List<Double> out) {
        double wins = 0;
        for (double inside : in) {
            for (double outside : out) {
                wins += inside > outside ? 1 : inside == outside ? 0.5 : 0;
            }
        }
        return wins / in.size() / out.size();
    }

    @Test
    void domainsOfClinc() {
        Labelled clinc = Labelled.clinc();
        // the published files one behind the other: 100 out of scope, 3,000 to validate, 15,000 to train, then to test
        Figures published = measure(
                "CLINC150 domains, as published",
                clinc,
                i -> clinc.number().get(i) >= 18_100,
                i -> clinc.number().get(i) >= 3_100);
        Figures fifth = measure("CLINC150 domains, every fifth", clinc, clinc.everyFifth(), i -> true);
        for (Figures figures : List.of(published, fifth)) {
            assertThat(figures.accuracy()).isGreaterThanOrEqualTo(0.95);
            assertThat(figures.auroc()).isGreaterThanOrEqualTo(0.95);
        }
    }

    @Test
    void intentsOfBanking() {
        Labelled banking = Labelled.banking();
        Figures published = measure(
                "Banking77 intents, as published",
                banking,
                i -> banking.number().get(i) >= 10_003,
                i -> true);
        Figures fifth = measure("Banking77 intents, every fifth", banking, banking.everyFifth(), i -> true);
        assertThat(published.accuracy()).isGreaterThanOrEqualTo(0.90);
        assertThat(fifth.accuracy()).isGreaterThanOrEqualTo(0.90);
    }

    @Test
    void tenThousandExamplesAreFast(@TempDir Path folder) throws IOException {
        Labelled clinc = Labelled.clinc();
        Policy many = policy(clinc, 10_000, folder);
        Policy few = policy(clinc, 100, folder);
        List<String> prompts = prompts(clinc);
        double[] large = new double[5];
        double[] small = new double[5];
        for (int round = 0; round < large.length; round++) {
            // other words each time, or nothing would be embedded
            String salt = " " + round;
            small[round] = median(few, prompts, salt + " a");
            large[round] = median(many, prompts, salt + " b");
        }
        Arrays.sort(large);
        Arrays.sort(small);
        System.out.printf(
                Locale.ROOT,
                "ranking with embedding, median ms of %d prompts, five rounds: %s with 100 examples, %s with 10,000%n",
                prompts.size(),
                Arrays.toString(small),
                Arrays.toString(large));
        double[] search = search(clinc);
        System.out.printf(Locale.ROOT, "search of 10,000: median %.3f ms, p99 %.3f ms%n", search[0], search[1]);
        assertThat(large[2]).isLessThan(10);
        assertThat(search[0]).isLessThan(3);
    }

    /** A prompt of one to eight sentences, up to about 100 tokens. */
    private static List<String> prompts(Labelled clinc) {
        Random random = new Random(3);
        return IntStream.range(0, 300)
                .mapToObj(i -> IntStream.rangeClosed(0, i % 8)
                        .mapToObj(part ->
                                clinc.texts().get(random.nextInt(clinc.texts().size())))
                        .reduce("", (before, next) -> before + next + ". "))
                .toList();
    }

    private static Policy policy(Labelled all, int count, Path folder) throws IOException {
        Map<String, ExampleBranch> branches = new LinkedHashMap<>();
        for (String label : new TreeSet<>(all.labels())) {
            List<String> texts = IntStream.range(0, all.texts().size())
                    .filter(i -> all.labels().get(i).equals(label))
                    .limit(Math.max(1, count / 11))
                    .mapToObj(all.texts()::get)
                    .toList();
            Path file = Files.write(folder.resolve(label + count + ".txt"), texts);
            branches.put(label, new ExampleBranch(label, null, "file:" + file));
        }
        Policy policy = Objects.requireNonNull(new SemanticPolicy.Factory()
                .create(new SemanticOptions(null, null, null, Duration.ofSeconds(5), branches, "rest"), parts));
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> {
            var call = StubParts.call("transfer money to my savings account");
            parts.rank(policy, call);
            return call.trace().steps().size() > 1;
        });
        return policy;
    }

    private static double median(Policy policy, List<String> prompts, String salt) {
        double[] millis = new double[prompts.size()];
        for (int i = 0; i < millis.length; i++) {
            var call = StubParts.call(prompts.get(i) + salt);
            long begin = System.nanoTime();
            parts.rank(policy, call);
            millis[i] = (System.nanoTime() - begin) / 1e6;
        }
        Arrays.sort(millis);
        return Math.round(millis[millis.length / 2] * 100) / 100.0;
    }

    private static double[] search(Labelled clinc) {
        ExampleSpace space = ExampleSpace.of(clinc.vectors().subList(0, 10_000), 0.4);
        double[] millis = new double[2_000];
        for (int i = 0; i < millis.length; i++) {
            long begin = System.nanoTime();
            space.index().nearest(clinc.vectors().get(10_000 + i), NEIGHBOURS);
            millis[i] = (System.nanoTime() - begin) / 1e6;
        }
        Arrays.sort(millis);
        return new double[] {millis[millis.length / 2], millis[millis.length * 99 / 100]};
    }
}
