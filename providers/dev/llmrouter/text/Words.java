package dev.llmrouter.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The words that are frequent in prompts of the languages whose script does not tell them. */
final class Words {

    private static final Map<String, List<String>> OF = read();

    private Words() {}

    private static Map<String, List<String>> read() {
        InputStream file = Objects.requireNonNull(Words.class.getResourceAsStream("words.txt"));
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            Map<String, List<String>> words = new LinkedHashMap<>();
            reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .forEach(line -> words.put(line[0], List.of(line[1].split(" ", -1))));
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the codes of the languages, in the order of the file} */
    static Set<String> languages() {
        return OF.keySet();
    }

    /** {@return the words of one of them} */
    static List<String> of(String language) {
        return Objects.requireNonNull(OF.get(language));
    }
}
