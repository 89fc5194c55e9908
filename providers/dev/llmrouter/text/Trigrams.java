package dev.llmrouter.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells languages of one script apart by the sum of logarithms of how frequent the text's trigrams are in each (naive
 * Bayes; Cavnar and Trenkle, 1994, for the ranks), the frequency going by the rank as Zipf's law has it. The numbers
 * were chosen on 240 sentences and 2,000 short English texts.
 */
final class Trigrams {

    private static final Set<String> CYRILLIC = Set.of("ru", "uk", "bg");

    /** How many trigrams of a language there are, which of them have about the same frequency, and what all others have. */
    private static final int RANKS = 1000;

    private static final double OFFSET = 10;
    private static final float UNKNOWN = (float) (Math.log(RANKS + OFFSET) + 1.5);

    /** In favour of a language: for each of its words, and against one that has not got a letter. */
    private static final double WORD = 3;

    private static final double FOREIGN_LETTER = 5;

    /** Most prompts are English. */
    private static final double ENGLISH = 3;

    /** What the best has to be better than the second by, and at least; both for each trigram. */
    private static final double CLEARLY = 0.02;

    private static final double LEAST = -7.55;

    /** Null where the jar of the profiles is missing. */
    private static final @Nullable Trigrams LATIN_ONES = among(language -> !CYRILLIC.contains(language));

    private static final @Nullable Trigrams CYRILLIC_ONES = among(CYRILLIC::contains);

    private final String[] languages;
    /** The trigrams that any language has, in order, and for each the logarithm of its frequency in every language. */
    private final long[] trigrams;

    private final float[][] frequencies;
    /** For each word, a bit for every language that it is frequent in. */
    private final Map<String, Integer> words = new HashMap<>();

    private final List<Set<Character>> letters = new ArrayList<>();

    private Trigrams(List<String> languages) {
        this.languages = languages.toArray(String[]::new);
        TreeMap<Long, float[]> table = new TreeMap<>();
        for (int language = 0; language < this.languages.length; language++) {
            int bit = 1 << language;
            for (String word : Words.of(this.languages[language])) {
                words.merge(word, bit, (known, more) -> known | more);
            }
            letters.add(new HashSet<>());
            read(Profiles.top(this.languages[language], RANKS), language, table);
        }
        trigrams = table.keySet().stream().mapToLong(Long::longValue).toArray();
        frequencies = table.values().toArray(float[][]::new);
    }

    private static @Nullable Trigrams among(Predicate<String> languages) {
        return Profiles.missing().isPresent()
                ? null
                : new Trigrams(Words.languages().stream().filter(languages).toList());
    }

    private void read(List<String> ranked, int language, Map<Long, float[]> table) {
        for (int rank = 0; rank < ranked.size(); rank++) {
            String trigram = ranked.get(rank);
            float frequency = (float) -Math.log(rank + OFFSET);
            table.computeIfAbsent(key(trigram, 0), none -> unknown())[language] = frequency;
            for (int i = 0; i < trigram.length(); i++) {
                letters.get(language).add(trigram.charAt(i));
            }
        }
    }

    private float[] unknown() {
        float[] row = new float[languages.length];
        Arrays.fill(row, -UNKNOWN);
        return row;
    }

    private static long key(String text, int at) {
        return (long) text.charAt(at) << 32 | (long) text.charAt(at + 1) << 16 | text.charAt(at + 2);
    }

    /** Reads the tables, unless they have been read; without the jar there are none. */
    static void load() {
        // that this class is initialized is all
    }

    /** {@return the language; null where it is not clear} */
    static @Nullable String latin(String text) {
        return LATIN_ONES == null ? null : LATIN_ONES.best(text);
    }

    /** {@return the language; null where it is not clear} */
    static @Nullable String cyrillic(String text) {
        return CYRILLIC_ONES == null ? null : CYRILLIC_ONES.best(text);
    }

    private @Nullable String best(String text) {
        double[] scores = scores(text);
        int count = text.length() - 2;
        int best = 0;
        double second = Double.NEGATIVE_INFINITY;
        for (int i = 1; i < scores.length; i++) {
            second = Math.max(second, Math.min(scores[i], scores[best]));
            best = scores[i] > scores[best] ? i : best;
        }
        boolean isClear = scores[best] - second >= CLEARLY * count && scores[best] >= LEAST * count;
        return isClear ? languages[best] : null;
    }

    private double[] scores(String text) {
        double[] scores = new double[languages.length];
        for (int at = 0; at + 2 < text.length(); at++) {
            int row = Arrays.binarySearch(trigrams, key(text, at));
            for (int i = 0; i < scores.length; i++) {
                scores[i] += row < 0 ? -UNKNOWN : frequencies[row][i];
            }
        }
        addWords(text, scores);
        addLetters(text, scores);
        return scores;
    }

    private void addWords(String text, double[] scores) {
        for (String word : text.strip().split(" ", -1)) {
            int bits = words.getOrDefault(word, 0);
            for (int i = 0; bits >> i != 0; i++) {
                scores[i] += (bits >> i & 1) * WORD;
            }
        }
    }

    private void addLetters(String text, double[] scores) {
        char[] special = new char[text.length()];
        int count = 0;
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (letter > 127 && text.indexOf(letter) == at) {
                special[count++] = letter;
            }
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] += languages[i].equals("en") ? ENGLISH : 0;
            for (int s = 0; s < count; s++) {
                scores[i] -= letters.get(i).contains(special[s]) ? 0 : FOREIGN_LETTER;
            }
        }
    }
}
