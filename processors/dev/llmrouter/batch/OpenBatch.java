package dev.llmrouter.batch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a batch that is not finished: its requests, its journal, whose it is, and whether it was called off. What stands here any
 * router may read, and may go on with.
 */
record OpenBatch(Path folder) {

    private static final Duration MOST_TO_MAKE = Duration.ofMinutes(10);
    private static final String OWNER = "owner";
    private static final String CALLED_OFF = "called-off";

    /** Makes it, with the requests of a file that may be deleted meanwhile; it appears whole. */
    void make(@Nullable String tenant, Path input) throws IOException {
        Path part = Files.createDirectory(folder.resolveSibling("." + folder.getFileName()));
        Files.writeString(part.resolve(OWNER), tenant == null ? "" : "=" + tenant);
        try {
            Files.createLink(part.resolve("input"), input);
        } catch (IOException | UnsupportedOperationException noLinks) {
            Files.copy(input, part.resolve("input"));
        }
        Files.move(part, folder);
    }

    String id() {
        return folder.getFileName().toString();
    }

    /** {@return the tenant whose it is; null where there are none} */
    @Nullable
    String tenant() throws IOException {
        String owner = Files.readString(folder.resolve(OWNER));
        return owner.isEmpty() ? null : owner.substring(1);
    }

    Path input() {
        return folder.resolve("input");
    }

    BatchFile file() {
        return new BatchFile(id(), id() + ".jsonl", JsonLines.of(input()), folder.resolve("journal"), folder);
    }

    /** Says to whoever runs it, in this process or another, that it is to end. */
    void callOff(long now) throws IOException {
        Parts.write(folder.resolve(CALLED_OFF), Long.toString(now).getBytes(StandardCharsets.US_ASCII));
    }

    /** {@return since when it is called off, in seconds since 1970; 0 where it is not} */
    long calledOff() throws IOException {
        try {
            return Long.parseLong(Files.readString(folder.resolve(CALLED_OFF)));
        } catch (NoSuchFileException no) {
            return 0;
        }
    }

    /** {@return whether whoever made it, and is not known to have, was killed over it} */
    boolean isForgotten() throws IOException {
        return isOlder(MOST_TO_MAKE);
    }

    private boolean isOlder(Duration time) throws IOException {
        Instant made = Files.getLastModifiedTime(folder).toInstant();
        return made.isBefore(Instant.now().minus(time));
    }

    /** Deletes it where it was not touched for so long. */
    void deleteIfOlder(Duration time) throws IOException {
        if (isOlder(time)) {
            delete();
        }
    }

    void delete() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }
}
