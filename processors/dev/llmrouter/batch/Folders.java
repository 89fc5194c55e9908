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
     * @throws IOException where one can't be made, or nothing can be written there, naming it
     */
    public void make() throws IOException {
        for (Path folder : new Path[] {inbox, outbox, failed, done(), work()}) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new IOException(folder + " is no folder and can't be made", e);
            }
            if (!Files.isWritable(folder)) {
                throw new IOException(folder + " is a folder where nothing can be written");
            }
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
