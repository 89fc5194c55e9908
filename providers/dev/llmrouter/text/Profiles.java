package dev.llmrouter.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmrouter.provider.Jars;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How frequent trigrams are in a language, as was counted in Wikipedia for the jar {@value #JAR} (Apache-2.0,
 * github.com/optimaize/language-detector). Reads files of the jar, and runs none of its classes.
 */
final class Profiles {

    static final String JAR = "com.optimaize.languagedetector:language-detector";

    private static final String TYPE = "com.optimaize.langdetect.LanguageDetector";
    /** From the folder of that class: an application may well have a folder {@code languages} of its own. */
    private static final String FILE = "../../../languages/";

    /** Names are trigrams, which nobody asks for again: they are not to be kept. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private Profiles() {}

    /** {@return why there are none; empty where there are} */
    static Optional<String> missing() {
        return Jars.missing(TYPE, JAR);
    }

    /** {@return the most frequent trigrams of a language in lower case, in their order} */
    static List<String> top(String language, int count) {
        return counts(language).entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(count)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** In the order of the file, so that which of two equally frequent ones is first is the same every time. */
    private static Map<String, Long> counts(String language) {
        Map<String, Long> counts = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(file(language))) {
            while (json.nextToken() != null) {
                String name = json.currentName();
                if (name != null && name.length() == 3 && json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                    counts.merge(lowerCase(name), json.getLongValue(), Long::sum);
                }
            }
            return counts;
        } catch (IOException e) {
            throw new UncheckedIOException("the profile of " + language + " in the jar " + JAR + " can't be read", e);
        }
    }

    private static URL file(String language) throws IOException {
        try {
            Class<?> type = Class.forName(TYPE, false, Profiles.class.getClassLoader());
            return new URL(type.getResource(type.getSimpleName() + ".class"), FILE + language);
        } catch (ClassNotFoundException e) {
            throw new IOException(e);
        }
    }

    /** Sign by sign, as texts are: the dotted capital of Turkish stays one letter. */
    private static String lowerCase(String trigram) {
        StringBuilder text = new StringBuilder(trigram);
        for (int at = 0; at < text.length(); at++) {
            text.setCharAt(at, Character.toLowerCase(text.charAt(at)));
        }
        return text.toString();
    }
}
