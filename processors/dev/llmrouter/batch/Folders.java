package dev.llmrouter.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where files come from and where they go.
 *
 * @param inbox watched; also holds {@code .work} for what is known of batches
 * @param done for files that are answered
 * @param outbox for replies
 * @param failed for files that could not be answered
 * @param held for files that a person decides on; also holds {@code released} for those that have been let go on
 */
public record Folders(Path inbox, Path done, Path outbox, Path failed, Path held) {

    private static final String JOURNAL = ".journal";

    /** Those of an inbox, which also holds {@code .done}. */
    public static Folders of(Path inbox, Path outbox, Path failed, Path held) {
        return new Folders(inbox, inbox.resolve(".done"), outbox, failed, held);
    }

    /** {@return the folders of files that were held and may be asked now} */
    public Folders released() {
        return new Folders(held.resolve("released"), done, outbox, failed, held);
    }

    /**
     * Makes those that are not there.
     *
     * @throws IOException where one can't be made, or nothing can be written there; the message begins with its name here
     */
    public void make() throws IOException {
        String watched = isReleased() ? "held" : "inbox";
        make(watched, inbox);
        make("inbox", done);
        make(watched, work());
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

    /** {@return what the sender of a file of this inbox called it} */
    String nameOf(Path file) {
        return isReleased() ? HeldFiles.nameOf(file) : file.getFileName().toString();
    }

    private boolean isReleased() {
        return inbox.equals(released().inbox());
    }

    Path work() {
        return inbox.resolve(".work");
    }

    Path journal(String name) {
        return work().resolve(name + JOURNAL);
    }
}
