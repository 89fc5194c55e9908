package dev.llmrouter.batch;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The results of a batch, each appended before anybody hears of it. What is appended survives the process; about once a
 * second, and at the end, it is also forced to the disk. A line that was not written to its end is cut off when the
 * journal is opened again. Thread-safe.
 */
final class Journal implements Closeable {

    private static final long FORCED_EVERY = TimeUnit.SECONDS.toNanos(1);

    private final Path file;
    private final JournalHead head;
    private final long[] places;
    private final ReentrantLock lock = new ReentrantLock();
    /** Not a channel, which an interrupted thread would close for all others. */
    private final FileOutputStream out;

    private long end;
    private long forced = System.nanoTime();
    private volatile Tally tally;

    private Journal(Path file, JournalHead head, long[] places, long end, Tally tally) throws IOException {
        this.file = file;
        this.head = head;
        this.places = places;
        this.end = end;
        this.tally = tally;
        this.out = new FileOutputStream(file.toFile(), true);
    }

    /**
     * Opens that of a batch, and begins one where there is none, or one of another batch.
     *
     * @param total how many lines the batch has
     */
    static Journal open(Path file, JournalHead head, int total) throws IOException {
        JournalHead known = Files.exists(file) ? JournalHead.read(file) : null;
        if (known == null || !known.id().equals(head.id())) {
            // whole or not at all, since lines are found by where they stand
            Path begun = Files.write(file.resolveSibling(file.getFileName() + ".new"), head.bytes());
            Files.move(begun, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return new Journal(file, head, new long[total], head.bytes().length, Tally.NOTHING);
        }
        return recover(file, known, total);
    }

    private static Journal recover(Path file, JournalHead head, int total) throws IOException {
        long[] places = new long[total];
        Tally tally = Tally.NOTHING;
        long end = 0;
        try (LineReader reader = new LineReader(Files.newInputStream(file), Integer.MAX_VALUE)) {
            byte[] line = reader.next();
            boolean isWhole = true;
            while (line != null && isWhole) {
                boolean isHead = end == 0;
                Entry entry = isHead ? null : Entry.read(line);
                isWhole = reader.isEnded() && (isHead || entry != null);
                if (isWhole) {
                    end = reader.start() + line.length + 1;
                }
                if (isWhole && entry != null && entry.index() < total && places[entry.index()] == 0) {
                    places[entry.index()] = reader.start();
                    tally = tally.plus(entry.isReply(), entry.spent());
                }
                line = reader.next();
            }
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(end);
        }
        return new Journal(file, head, places, end, tally);
    }

    /** {@return what it says of the batch as a whole} */
    JournalHead head() {
        return head;
    }

    /** {@return whether the result of a line is there} */
    boolean isFinished(int index) {
        lock.lock();
        try {
            return places[index] != 0;
        } finally {
            lock.unlock();
        }
    }

    /** {@return what has become of the lines so far} */
    Tally tally() {
        return tally;
    }

    /** Appends the result of a line, which is finished from then on. */
    void append(Entry entry) throws IOException {
        byte[] bytes = entry.bytes();
        lock.lock();
        try {
            out.write(bytes);
            places[entry.index()] = end;
            end += bytes.length;
            tally = tally.plus(entry.isReply(), entry.spent());
            if (System.nanoTime() - forced > FORCED_EVERY) {
                out.getFD().sync();
                forced = System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Where results go. */
    @FunctionalInterface
    interface Reader {
        void take(Entry entry) throws IOException;
    }

    /** Reads all results, in the order of their lines, or else in that in which they came. Once nobody appends any more. */
    void read(boolean isInOrder, Reader reader) throws IOException {
        out.getFD().sync();
        if (isInOrder) {
            try (LinesAt lines = new LinesAt(file)) {
                for (long place : places) {
                    // of a batch that was called off some have none
                    if (place != 0) {
                        take(lines.at(place), reader);
                    }
                }
            }
        } else {
            try (LineReader lines = new LineReader(Files.newInputStream(file), Integer.MAX_VALUE)) {
                lines.next();
                for (byte[] line = lines.next(); line != null; line = lines.next()) {
                    take(line, reader);
                }
            }
        }
    }

    private void take(byte[] line, Reader reader) throws IOException {
        Entry entry = Entry.read(line);
        if (entry == null) {
            throw new IOException("the journal " + file.getFileName() + " has been changed by somebody else: "
                    + new String(line, 0, Math.min(80, line.length), StandardCharsets.UTF_8));
        }
        reader.take(entry);
    }

    @Override
    public void close() throws IOException {
        out.getFD().sync();
        out.close();
    }
}
