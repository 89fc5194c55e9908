package dev.llmrouter.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Which known name was probably meant: the one with the least edit distance, if that is at most a third of it. */
final class Nearest {

    private Nearest() {}

    /** {@return "did you mean X?", else the list of what is known} */
    static String hint(String written, Collection<String> known) {
        return to(written, known).map(name -> "did you mean " + name + "?").orElseGet(() -> list(known));
    }

    /** {@return "known: a, b"} */
    static String list(Collection<String> known) {
        return known.isEmpty() ? "none is known" : "known: " + String.join(", ", known);
    }

    private static Optional<String> to(String written, Collection<String> known) {
        return known.stream()
                .filter(name -> Math.abs(name.length() - written.length()) <= allowed(name))
                .filter(name -> distance(written, name) <= allowed(name))
                .min(Comparator.comparingInt(name -> distance(written, name)));
    }

    private static int allowed(String name) {
        return Math.max(1, name.length() / 3);
    }

    /** Damerau and Levenshtein's, in the form that moves no letter twice: two letters that changed places count one. */
    static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(int[][] d, String a, String b, int i, int j) {
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
    }
}
