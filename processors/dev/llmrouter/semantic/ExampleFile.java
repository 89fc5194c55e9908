package dev.llmrouter.semantic;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.llmrouter.wire.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.camel.spi.Resource;

/** Reads examples from files, in UTF-8. */
final class ExampleFile {

    private static final String COLUMN = "text";

    private ExampleFile() {}

    /**
     * {@return the examples in a file, without blank ones: the field {@code text} of each line of a {@code .jsonl}, the
     * column {@code text} of a {@code .csv}, and every line of any other}
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static List<String> read(Resource file) {
        String name = file.getLocation().toLowerCase(Locale.ROOT);
        String content = content(file);
        List<String> examples = name.endsWith(".csv")
                ? Csv.column(content, COLUMN)
                : name.endsWith(".jsonl") ? fields(content) : content.lines().toList();
        List<String> some = examples.stream()
                .map(String::strip)
                .filter(example -> !example.isEmpty())
                .toList();
        if (some.isEmpty()) {
            throw new IllegalArgumentException("has no examples");
        }
        return some;
    }

    private static String content(Resource file) {
        try (InputStream in = file.getInputStream()) {
            if (in == null) {
                throw new FileNotFoundException();
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (IOException e) {
            throw new IllegalArgumentException("can't be read; is it there?", e);
        }
    }

    private static List<String> fields(String content) {
        List<String> examples = new ArrayList<>();
        int line = 0;
        for (String json : content.lines().toList()) {
            line++;
            if (!json.isBlank()) {
                examples.add(field(json, line));
            }
        }
        return examples;
    }

    private static String field(String json, int line) {
        try {
            String text = Json.MAPPER.readTree(json).path(COLUMN).textValue();
            if (text != null) {
                return text;
            }
        } catch (JsonProcessingException e) {
            // said below
        }
        throw new IllegalArgumentException("has no JSON object with a '" + COLUMN + "' in line " + line);
    }
}
