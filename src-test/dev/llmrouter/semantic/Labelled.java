package dev.llmrouter.semantic;

import dev.llmrouter.aside.Toll;
import dev.llmrouter.vector.TextVectors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/** Texts with their labels and vectors; {@code number} is where each stood in the original set. */
record Labelled(List<String> texts, List<String> labels, List<Integer> number, List<float[]> vectors) {

    private static final int PORTION = 250;

    /** What is tested with which examples. */
    @SuppressWarnings("ArrayRecordComponent") // made once, compared by nobody
    record Split(int[] examples, int[] in, int[] out) {}

    static Labelled read(Path file, String label, TextVectors model) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            String csv = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<String> texts = Csv.column(csv, "text");
            List<Integer> numbers = Csv.column(csv, "id").stream()
                    .map(id -> Integer.valueOf(id.substring(id.indexOf('-') + 1)))
                    .toList();
            return new Labelled(texts, Csv.column(csv, label), numbers, vectors(texts, model));
        }
    }

    private static List<float[]> vectors(List<String> texts, TextVectors model) {
        return IntStream.range(0, (texts.size() + PORTION - 1) / PORTION)
                .parallel()
                .mapToObj(i ->
                        model.all(texts.subList(i * PORTION, Math.min(texts.size(), (i + 1) * PORTION)), Toll.FREE))
                .flatMap(List::stream)
                .toList();
    }

    boolean isOut(int i) {
        return labels.get(i).equals("oos");
    }

    List<String> branches() {
        TreeSet<String> branches = new TreeSet<>(labels);
        branches.remove("oos");
        return List.copyOf(branches);
    }

    /** Who published the set had it so: the numbers of examples, of what is tested, and of what is out of scope. */
    Split published(IntPredicate isExample, IntPredicate isIn, IntPredicate isOut) {
        return new Split(
                where(i -> !isOut(i) && isExample.test(number.get(i))),
                where(i -> !isOut(i) && isIn.test(number.get(i))),
                where(i -> isOut(i) && isOut.test(number.get(i))));
    }

    /** Every fifth text of each label is tested, in an order that only the seed decides. */
    Split fifth(int seed) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, texts.size()).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        Map<String, Integer> seen = new HashMap<>();
        boolean[] isTest = new boolean[texts.size()];
        order.forEach(i -> isTest[i] = seen.merge(labels.get(i), 1, Integer::sum) % 5 == 0);
        return new Split(where(i -> !isOut(i) && !isTest[i]), where(i -> !isOut(i) && isTest[i]), where(this::isOut));
    }

    private int[] where(IntPredicate holds) {
        return IntStream.range(0, texts.size()).filter(holds).toArray();
    }
}
