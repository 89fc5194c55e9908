package dev.llmrouter.longtext;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a text into parts that are not too long: between paragraphs where that is possible, else between lines, sentences
 * or words, within a word only where it alone is too long, and never within a character. Not thread-safe.
 */
final class TextCutter {

    /** The share of a part that may repeat the one before. */
    private static final int OVERLAP_SHARE = 4;

    /** How many UTF-16 units for each token of the overlap are looked at for a word to begin it with. */
    private static final int LONGEST_TOKEN = 8;

    private static final Pattern PARAGRAPHS = Pattern.compile("\\R\\h*\\R\\s*");
    private static final Pattern LINES = Pattern.compile("\\R");
    private static final int WORDS = 3;

    private final String text;
    private final int most;
    private final int overlap;
    private final ToIntFunction<String> count;
    private final List<Atom> atoms = new ArrayList<>();

    /** What stays together. */
    private record Atom(int from, int to, int tokens) {}

    private TextCutter(String text, int most, int overlap, ToIntFunction<String> count) {
        this.text = text;
        this.most = most;
        this.overlap = Math.min(overlap, most / OVERLAP_SHARE);
        this.count = count;
    }

    /**
     * {@return the parts, in order; together they are the text, but for what they repeat of each other}
     *
     * @param most how many tokens a part may have; enough for any character and a few words
     * @param overlap how many tokens of the end of a part the next one begins with at most; a quarter of a part is the most
     * @param count counts the tokens of a text
     */
    static List<String> cut(String text, int most, int overlap, ToIntFunction<String> count) {
        return new TextCutter(text, most, overlap, count).parts();
    }

    private List<String> parts() {
        if (!text.isEmpty()) {
            split(0, text.length(), 0);
        }
        List<String> parts = new ArrayList<>();
        int next = 0;
        int start = 0;
        while (next < atoms.size()) {
            next = fill(start, next);
            int end = atoms.get(next - 1).to();
            parts.add(text.substring(start, end));
            start = next < atoms.size() ? overlapStart(start, end, atoms.get(next)) : end;
        }
        return parts;
    }

    /** {@return the atom behind the last one that fits into a part that begins there; at least one does} */
    private int fill(int start, int first) {
        int begin = atoms.get(first).from();
        int tokens = begin > start ? count.applyAsInt(text.substring(start, begin)) : 0;
        int next = first;
        while (next < atoms.size() && tokens + atoms.get(next).tokens() <= most) {
            tokens += atoms.get(next++).tokens();
        }
        next = Math.max(next, first + 1);
        // what is counted together may be more than its pieces are
        while (next > first + 1
                && count.applyAsInt(text.substring(start, atoms.get(next - 1).to())) > most) {
            next--;
        }
        return next;
    }

    /** {@return where the next part begins: at a word, as far before the end of this one as the overlap allows} */
    private int overlapStart(int start, int end, Atom next) {
        int from = characterStart(Math.max(start + 1, end - overlap * LONGEST_TOKEN));
        List<Integer> words = boundaries(BreakIterator.getWordInstance(Locale.ROOT), from, end);
        int first = first(words, at -> count.applyAsInt(text.substring(at, end)) <= overlap);
        return first(
                words.subList(words.indexOf(first), words.size()),
                at -> count.applyAsInt(text.substring(at, next.to())) <= most);
    }

    /** {@return the first of some places from which on that holds, as it does at the last} */
    private static int first(List<Integer> places, IntPredicate holds) {
        int low = 0;
        int high = places.size() - 1;
        while (low < high) {
            int middle = (low + high) / 2;
            if (holds.test(places.get(middle))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return places.get(high);
    }

    private void split(int from, int to, int level) {
        int tokens = count.applyAsInt(text.substring(from, to));
        if (tokens <= most - overlap) {
            atoms.add(new Atom(from, to, tokens));
        } else if (level > WORDS) {
            halve(from, to, level);
        } else {
            int begin = from;
            for (int end : pieces(from, to, level)) {
                if (end > begin) {
                    split(begin, end, level + 1);
                }
                begin = end;
            }
        }
    }

    /** A word that is too long; what can't be halved any more stays as it is. */
    private void halve(int from, int to, int level) {
        List<Integer> characters = boundaries(BreakIterator.getCharacterInstance(Locale.ROOT), from, to);
        int middle = characters.get(characters.size() / 2);
        if (middle == to) {
            middle = characterStart(from + (to - from) / 2);
        }
        if (middle <= from || middle >= to) {
            atoms.add(new Atom(from, to, most));
        } else {
            split(from, middle, level);
            split(middle, to, level);
        }
    }

    /** {@return where the pieces end, the last one at the end of all} */
    private List<Integer> pieces(int from, int to, int level) {
        return switch (level) {
            case 0 -> ends(PARAGRAPHS, from, to);
            case 1 -> ends(LINES, from, to);
            case 2 -> boundaries(BreakIterator.getSentenceInstance(Locale.ROOT), from, to);
            default -> boundaries(BreakIterator.getWordInstance(Locale.ROOT), from, to);
        };
    }

    private List<Integer> ends(Pattern separator, int from, int to) {
        List<Integer> ends = new ArrayList<>();
        Matcher found = separator.matcher(text).region(from, to);
        while (found.find()) {
            ends.add(found.end());
        }
        ends.add(to);
        return ends;
    }

    /** {@return where something ends behind {@code from}, the last at {@code to}} */
    private List<Integer> boundaries(BreakIterator iterator, int from, int to) {
        iterator.setText(text.substring(from, to));
        List<Integer> places = new ArrayList<>();
        for (int at = iterator.next(); at != BreakIterator.DONE; at = iterator.next()) {
            if (at + from < to && characterStart(at + from) == at + from) {
                places.add(at + from);
            }
        }
        places.add(to);
        return places;
    }

    private int characterStart(int at) {
        boolean isWithin = at > 0
                && at < text.length()
                && Character.isLowSurrogate(text.charAt(at))
                && Character.isHighSurrogate(text.charAt(at - 1));
        return isWithin ? at - 1 : at;
    }
}
