package dev.llmrouter.batch;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a journal.
 *
 * @param id of the batch; another file under the same name has another one
 * @param begun when the batch did, in milliseconds since 1970
 */
record JournalHead(String id, long begun) {

    private static final String FORMAT = "llm-router-batch-1";
    private static final int FIELDS = 3;

    /** {@return the head of that journal; null where it has none that can be read} */
    static @Nullable JournalHead read(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            String line = reader.readLine();
            String[] fields = line == null ? new String[0] : line.split(" ", -1);
            return fields.length == FIELDS && fields[0].equals(FORMAT)
                    ? new JournalHead(fields[1], Long.parseLong(fields[2]))
                    : null;
        } catch (MalformedInputException | NumberFormatException e) {
            return null;
        }
    }

    byte[] bytes() {
        return (FORMAT + ' ' + id + ' ' + begun + '\n').getBytes(StandardCharsets.ISO_8859_1);
    }
}
