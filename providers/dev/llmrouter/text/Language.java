package dev.llmrouter.text;

import java.lang.Character.UnicodeScript;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which language a text is in. Most scripts tell by themselves; Latin and Cyrillic ones go by how often three letters
 * stand beside each other, and by the most frequent words. Of short sentences it knows more than 97 in 100. Looks at
 * the first {@value Letters#ENOUGH} letters only, which takes some 20 microseconds; the first use reads its tables.
 * Those are in the jar {@value Profiles#JAR}, without which only scripts tell. Thread-safe.
 */
public final class Language {

    /** Scripts that are those of one language, as far as a router is concerned. */
    private static final Map<UnicodeScript, String> OF_SCRIPT = Map.ofEntries(
            Map.entry(UnicodeScript.GREEK, "el"),
            Map.entry(UnicodeScript.HEBREW, "he"),
            Map.entry(UnicodeScript.ARABIC, "ar"),
            Map.entry(UnicodeScript.DEVANAGARI, "hi"),
            Map.entry(UnicodeScript.BENGALI, "bn"),
            Map.entry(UnicodeScript.TAMIL, "ta"),
            Map.entry(UnicodeScript.TELUGU, "te"),
            Map.entry(UnicodeScript.THAI, "th"),
            Map.entry(UnicodeScript.HANGUL, "ko"),
            Map.entry(UnicodeScript.ARMENIAN, "hy"),
            Map.entry(UnicodeScript.GEORGIAN, "ka"),
            Map.entry(UnicodeScript.HAN, "zh"));

    /** Persian letters that Arabic does not have: peh, tcheh, jeh, gaf, keheh, and the yeh without dots. */
    private static final String PERSIAN = "\u067e\u0686\u0698\u06af\u06a9\u06cc";

    private Language() {}

    /** {@return the language of a text as a code of ISO 639-1; null where that is not clear} */
    public static @Nullable String of(String text) {
        Letters letters = Letters.of(text);
        UnicodeScript script = letters.script();
        if (script == null) {
            return null;
        }
        return switch (script) {
            case LATIN -> isVietnamese(letters.text()) ? "vi" : Trigrams.latin(letters.text());
            case CYRILLIC -> Trigrams.cyrillic(letters.text());
            case ARABIC -> hasAny(letters.text(), PERSIAN) ? "fa" : "ar";
            case HIRAGANA, KATAKANA -> "ja";
            default -> OF_SCRIPT.get(script);
        };
    }

    /** {@return the codes of the languages that it knows, with the jar or without} */
    public static Set<String> known() {
        Set<String> known = new TreeSet<>(OF_SCRIPT.values());
        known.add("fa");
        known.add("ja");
        known.addAll(Words.languages());
        return known;
    }

    /** {@return whether the script alone tells that a text is in this language, which takes no jar} */
    public static boolean isToldByScript(String code) {
        return known().contains(code) && !Words.languages().contains(code);
    }

    /**
     * Reads its tables, which the first text would have to wait for otherwise.
     *
     * @return why there are none; empty where there are
     */
    public static Optional<String> load() {
        Trigrams.load();
        return Profiles.missing();
    }

    /** No other language writes two marks on a vowel. */
    private static boolean isVietnamese(String text) {
        return text.chars()
                        .filter(letter -> letter >= 0x1ea0 && letter <= 0x1ef9)
                        .limit(2)
                        .count()
                == 2;
    }

    private static boolean hasAny(String text, String letters) {
        return text.chars().anyMatch(letter -> letters.indexOf(letter) >= 0);
    }
}
