package dev.llmrouter.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells whether a file has stayed as it is for a while, by looking at it now and then; whatever the clock of its disk says. */
final class Quiet {

    private static final int MANY = 10_000;

    private record Seen(long size, FileTime changed, long since) {

        boolean isSame(BasicFileAttributes now) {
            return size == now.size() && changed.equals(now.lastModifiedTime());
        }
    }

    private final long nanos;
    private final Map<Path, Seen> seen = new ConcurrentHashMap<>();

    Quiet(Duration time) {
        this.nanos = time.toNanos();
    }

    /** Looks at a file, {@return whether nothing has changed for long enough} One that is not there any more is not quiet. */
    boolean isOver(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            seen.remove(file);
            return false;
        }
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        Seen before = seen.get(file);
        if (before == null || !before.isSame(now)) {
            tidy();
            before = new Seen(now.size(), now.lastModifiedTime(), System.nanoTime());
            seen.put(file, before);
        }
        return System.nanoTime() - before.since() >= nanos;
    }

    private void tidy() {
        if (seen.size() > MANY) {
            seen.keySet().removeIf(file -> !Files.exists(file));
        }
    }
}
