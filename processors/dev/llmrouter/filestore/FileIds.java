package dev.llmrouter.filestore;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Makes the ids of files: nobody can guess one, and those that are made later sort behind those before, so that a folder's names
 * are in the order of its files. Thread-safe.
 */
final class FileIds {

    private static final Pattern ID = Pattern.compile("file-[0-9a-f]{32}");

    private final SecureRandom random = new SecureRandom();
    private final AtomicLong last = new AtomicLong();
    private final InstantSource clock;

    FileIds(InstantSource clock) {
        this.clock = clock;
    }

    String next() {
        long now = TimeUnit.MILLISECONDS.toMicros(clock.millis());
        long micros = last.updateAndGet(before -> Math.max(before + 1, now));
        return String.format(
                "file-%014x%016x%02x", micros & 0xFF_FFFF_FFFF_FFFFL, random.nextLong(), random.nextInt(1 << 8));
    }

    /** {@return whether it could be one; what is none is no name of a file on the disk either} */
    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }
}
