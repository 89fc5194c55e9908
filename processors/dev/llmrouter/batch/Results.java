package dev.llmrouter.batch;

import dev.llmrouter.wire.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes what has become of a batch: replies into {@code NAME.jsonl}, errors into {@code NAME.errors.jsonl} where there
 * are any, and {@code NAME.summary.json} last. Each of them appears whole.
 */
final class Results {

    private static final int BUFFER = 1 << 18;

    private final BatchFile file;
    private final boolean isInOrder;

    Results(BatchFile file, boolean isInOrder) {
        this.file = file;
        this.isInOrder = isInOrder;
    }

    void write(Journal journal, Progress end) throws IOException {
        Path replies = file.beside(".jsonl");
        Path errors = file.beside(".errors.jsonl");
        boolean hasErrors = end.tally().failed() > 0;
        try (OutputStream to = open(replies);
                OutputStream others = hasErrors ? open(errors) : OutputStream.nullOutputStream()) {
            journal.read(isInOrder, entry -> {
                OutputStream out = entry.isReply() ? to : others;
                out.write(entry.json());
                out.write('\n');
            });
        }
        Parts.finish(replies);
        if (hasErrors) {
            Parts.finish(errors);
        } else {
            Files.deleteIfExists(errors);
        }
        Parts.write(
                file.beside(".summary.json"),
                Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(end.json()));
    }

    private static OutputStream open(Path file) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(Parts.of(file)), BUFFER);
    }
}
