package dev.llmrouter.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that appear whole or not at all: they are written under a hidden name, and take the place of one before. */
final class Parts {

    private Parts() {}

    /** {@return what a file is called while it is written} */
    static Path of(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".part");
    }

    static void finish(Path file) throws IOException {
        Files.move(of(file), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void write(Path file, byte[] bytes) throws IOException {
        Files.write(of(file), bytes);
        finish(file);
    }
}
