package dev.llmrouter.idempotency;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers in files of one folder, only ever appended to; where each answer is, is in memory, about 100 bytes for one. A
 * file goes as a whole, once all of its answers have expired, or when it is the oldest and all are too large. What is put
 * survives the process, and is not forced to the disk. Thread-safe.
 */
final class AnswerLog implements Closeable {

    private static final String ENDING = ".answers";
    private static final long LARGEST_FILE = 16L * 1024 * 1024;

    /** What is too old or too much goes in so many steps. */
    private static final int STEPS = 8;

    /** A file, and when the last of its answers expires. */
    private static final class Part {
        private final AnswerFile file;
        private final long begun;
        private long expires;

        private Part(AnswerFile file, long begun) {
            this.file = file;
            this.begun = begun;
        }
    }

    private record Place(Part part, long at) {}

    private final Path folder;
    private final long most;
    private final Duration keep;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, Place> places = new HashMap<>();
    private final Deque<Part> parts = new ArrayDeque<>();
    private @Nullable Part last;

    private AnswerLog(Path folder, Duration keep, long most, Clock clock) {
        this.folder = folder;
        this.keep = keep;
        this.most = most;
        this.clock = clock;
    }

    /**
     * Opens that of a folder.
     *
     * @param keep for how long an answer is there
     * @param most how many bytes all files may have
     */
    static AnswerLog open(Path folder, Duration keep, long most, Clock clock) throws IOException {
        AnswerLog log = new AnswerLog(Files.createDirectories(folder), keep, most, clock);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> file.toString().endsWith(ENDING))
                    .sorted()
                    .toList()) {
                log.recover(file);
            }
        }
        log.tidy();
        return log;
    }

    private void recover(Path path) throws IOException {
        Map<UUID, Long> found = new HashMap<>();
        long[] expires = new long[1];
        AnswerFile file = AnswerFile.open(path, (at, bytes) -> {
            AnswerRecord record = AnswerRecord.read(bytes);
            found.put(id(record.key()), at);
            expires[0] = Math.max(expires[0], record.expires());
        });
        Part part = new Part(file, 0);
        part.expires = expires[0];
        parts.add(part);
        found.forEach((key, at) -> places.put(key, new Place(part, at)));
    }

    private static UUID id(String key) {
        return UUID.nameUUIDFromBytes(key.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** {@return the answer to a key that has not expired; null for none} */
    @Nullable
    AnswerRecord find(String key) throws IOException {
        lock.lock();
        try {
            Place place = places.get(id(key));
            AnswerRecord found = place == null ? null : AnswerRecord.read(place.part.file.read(place.at));
            return found == null || !found.key().equals(key) || found.expires() < clock.millis() ? null : found;
        } finally {
            lock.unlock();
        }
    }

    /** Puts an answer in place of any other to its key. */
    void put(AnswerRecord record) throws IOException {
        byte[] bytes = record.bytes();
        UUID id = id(record.key());
        lock.lock();
        try {
            Part part = part();
            places.put(id, new Place(part, part.file.append(bytes)));
            part.expires = Math.max(part.expires, record.expires());
        } finally {
            lock.unlock();
        }
    }

    /** The one that is appended to; never one that was there before, whose end may be half a record. */
    private Part part() throws IOException {
        long now = clock.millis();
        Part part = last;
        if (part == null
                || part.file.length() > Math.min(LARGEST_FILE, most / STEPS)
                || now - part.begun > keep.toMillis() / STEPS) {
            tidy();
            Path path = folder.resolve("%016d-%s%s".formatted(now, UUID.randomUUID(), ENDING));
            part = new Part(AnswerFile.begin(path), now);
            parts.add(part);
            last = part;
        }
        return part;
    }

    private void tidy() throws IOException {
        long now = clock.millis();
        for (Part part : List.copyOf(parts)) {
            long total = parts.stream().mapToLong(one -> one.file.length()).sum();
            if (part.expires < now || total > most) {
                parts.remove(part);
                places.values().removeIf(place -> place.part == part);
                part.file.delete();
            }
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            for (Part part : parts) {
                part.file.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
