package dev.llmrouter.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where a journal keeps its files, of which each has a number; one process at a time has it open. */
final class JournalFolder implements AutoCloseable {

    private static final String ENDING = ".journal";

    /** Anything else in the folder is somebody's who put it there. */
    private static final Pattern NAME = Pattern.compile("[0-9]{1,18}\\.journal");

    private final Path folder;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final String replica;

    /**
     * Opens a folder, which is made where it is not there.
     *
     * @throws IllegalStateException where another process has it open
     */
    JournalFolder(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        lockFile = FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
        lock = locked(lockFile, folder);
        try {
            replica = replica(folder.resolve("replica"));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static FileLock locked(FileChannel file, Path folder) throws IOException {
        FileLock lock = null;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException here) {
            // said below
        }
        if (lock == null) {
            file.close();
            throw new IllegalStateException(
                    "Another router has " + folder + " open. Give each of them a folder of its own: LLM_ROUTER_DATA.");
        }
        return lock;
    }

    private static String replica(Path file) throws IOException {
        if (!Files.exists(file)) {
            String made = String.format(
                    Locale.ROOT, "%016x", ThreadLocalRandom.current().nextLong());
            Files.writeString(file, made);
            return made;
        }
        return Files.readString(file).strip();
    }

    /** {@return what tells this folder from those of others; 16 hexadecimal digits, the same at every opening} */
    String replica() {
        return replica;
    }

    /** {@return the files that are there, by their numbers} */
    List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(
                            file -> NAME.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparingLong(JournalFolder::number))
                    .toList();
        }
    }

    static long number(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - ENDING.length()));
    }

    /** {@return where the file of that number is, or is to be} */
    Path file(long number) {
        return folder.resolve(number + ENDING);
    }

    @Override
    public void close() throws IOException {
        lock.release();
        lockFile.close();
    }
}
