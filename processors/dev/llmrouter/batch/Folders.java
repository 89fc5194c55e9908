package dev.llmrouter.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where files come from and where they go.
 *
 * @param inbox watched; also holds {@code .done} for files that are answered, and {@code .work} for what is known of batches
 * @param outbox for replies
 * @param failed for files that could not be answered
 */
public record Folders(Path inbox, Path outbox, Path failed) {

    private static final String JOURNAL = ".journal";

    /**
     * Makes those that are not there.
     *
     * @throws IOException where one can't be made, or nothing can be written there; the message begins with its name here
     */
    public void make() throws IOException {
        make("inbox", inbox);
        make("inbox", done());
        make("inbox", work());
        make("outbox", outbox);
        make("failed", failed);
    }

    private static void make(String name, Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IOException(name + " is no folder and can't be made; name one that can", e);
        }
        if (!Files.isWritable(folder)) {
            throw new IOException(
                    name + " is a folder where nothing can be written; name another, or let the router write");
        }
    }

    Path done() {
        return inbox.resolve(".done");
    }

    Path work() {
        return inbox.resolve(".work");
    }

    Path journal(String name) {
        return work().resolve(name + JOURNAL);
    }
}
