package dev.llmrouter.text;

import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a text as its letters alone.
 *
 * @param text words in lower case with a space before and behind each
 * @param script which most letters are of; null where there are hardly any, or none has the majority
 */
record Letters(String text, @Nullable UnicodeScript script) {

    /** How many letters are looked at. */
    static final int ENOUGH = 600;

    /** In how many characters they are looked for: a prompt may begin with a page of digits. */
    private static final int FARTHEST = 4000;

    /** One written sign says more where signs are syllables or words. */
    private static final int FEWEST_ALPHABETIC = 6;

    static Letters of(String prompt) {
        StringBuilder text = new StringBuilder(Math.min(prompt.length(), ENOUGH) + 2).append(' ');
        Map<UnicodeScript, Integer> counts = new EnumMap<>(UnicodeScript.class);
        int seen = 0;
        int end = Math.min(prompt.length(), FARTHEST);
        for (int at = 0; at < end && seen < ENOUGH; ) {
            int letter = prompt.codePointAt(at);
            at += Character.charCount(letter);
            if (Character.isLetter(letter)) {
                seen++;
                counts.merge(UnicodeScript.of(letter), 1, Integer::sum);
            }
            append(letter, text);
        }
        append(' ', text);
        return new Letters(text.toString(), most(counts, seen));
    }

    /** Marks belong to the letter before them, as vowels in Hindi and Thai do. */
    private static void append(int letter, StringBuilder text) {
        boolean isMark = Character.getType(letter) == Character.NON_SPACING_MARK
                || Character.getType(letter) == Character.COMBINING_SPACING_MARK;
        if (Character.isLetter(letter) || letter == '\'' || isMark) {
            text.appendCodePoint(Character.toLowerCase(letter));
        } else if (text.charAt(text.length() - 1) != ' ') {
            text.append(' ');
        }
    }

    private static @Nullable UnicodeScript most(Map<UnicodeScript, Integer> counts, int seen) {
        int kana = counts.getOrDefault(UnicodeScript.HIRAGANA, 0) + counts.getOrDefault(UnicodeScript.KATAKANA, 0);
        int chinese = kana + counts.getOrDefault(UnicodeScript.HAN, 0);
        if (chinese * 2 > seen) {
            return kana * 10 > chinese ? UnicodeScript.HIRAGANA : UnicodeScript.HAN;
        }
        for (Map.Entry<UnicodeScript, Integer> count : counts.entrySet()) {
            if (count.getValue() * 2 > seen) {
                boolean isAlphabet = count.getKey() == UnicodeScript.LATIN || count.getKey() == UnicodeScript.CYRILLIC;
                return isAlphabet && count.getValue() < FEWEST_ALPHABETIC ? null : count.getKey();
            }
        }
        return null;
    }
}
