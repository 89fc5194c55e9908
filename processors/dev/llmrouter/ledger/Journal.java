package dev.llmrouter.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue of records in files of one folder, bounded. What was appended is there after the process was killed; when the
 * machine loses its power, what its system had not yet written is lost, since nothing waits for the disk.
 *
 * <p>Any thread appends, in well under a microsecond; one thread reads.
 */
final class Journal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    static final long MOST_BYTES = 256L << 20;
    static final int SEGMENT_BYTES = 8 << 20;

    private static final int PLACE_BITS = 32;

    private final JournalFolder folder;
    private final int segmentBytes;
    private final int mostSegments;
    private final ReentrantLock rolling = new ReentrantLock();
    /** The oldest first; the last one is appended to. Changed with {@link #rolling}. */
    private final Deque<Segment> segments = new ArrayDeque<>();

    private volatile Segment tail;
    private @Nullable Segment spare;
    private long lastNumber;
    private volatile int known;

    /** Where the next record is read, and up to where it is settled that they were. Of the reading thread. */
    private long next;

    private long done;

    /**
     * Opens the journal of a folder, which is made where it is not there, and takes over what is in it.
     *
     * @throws IllegalStateException where another process has it open
     */
    static Journal open(Path folder) {
        return open(folder, SEGMENT_BYTES, MOST_BYTES);
    }

    static Journal open(Path folder, int segmentBytes, long mostBytes) {
        try {
            return new Journal(folder, segmentBytes, mostBytes);
        } catch (IOException e) {
            throw new UncheckedIOException("The journal in " + folder + " can't be opened.", e);
        }
    }

    private Journal(Path folder, int segmentBytes, long mostBytes) throws IOException {
        this.folder = new JournalFolder(folder);
        this.segmentBytes = segmentBytes;
        this.mostSegments = (int) Math.max(2, mostBytes / segmentBytes);
        try {
            for (Path file : this.folder.files()) {
                segments.add(Segment.recover(JournalFolder.number(file), file));
            }
            lastNumber = segments.isEmpty() ? 0 : segments.getLast().number();
            tail = create();
        } catch (IOException | RuntimeException e) {
            // who mends the folder may open it again in this process
            this.folder.close();
            throw e;
        }
        segments.add(tail);
        known = segments.size();
        next = place(segments.getFirst().number(), 0);
        done = next;
    }

    /** {@return what tells the attempts of this folder from those of others; 16 hexadecimal digits} */
    String replica() {
        return folder.replica();
    }

    /**
     * Appends a record. Of the last file nothing is taken by records that {@code isOpening}, so that what has begun can
     * end.
     *
     * @return whether there was place for it, here and on the disk
     */
    boolean append(ByteBuffer record, boolean isOpening) {
        while (true) {
            Segment into = tail;
            if (isOpening && known >= mostSegments) {
                return false;
            }
            if (into.append(record)) {
                return true;
            }
            if (!roll(into)) {
                return false;
            }
        }
    }

    private boolean roll(Segment full) {
        rolling.lock();
        try {
            if (tail != full) {
                return true;
            }
            if (segments.size() >= mostSegments) {
                return false;
            }
            Segment fresh = spare == null ? create() : spare;
            spare = null;
            segments.add(fresh);
            known = segments.size();
            tail = fresh;
            return true;
        } catch (IOException e) {
            LOG.debug("the journal can't go on in another file", e);
            return false;
        } finally {
            rolling.unlock();
        }
    }

    /** Makes the next file before it is needed. */
    void prepare() throws IOException {
        rolling.lock();
        try {
            if (spare == null && segments.size() < mostSegments) {
                spare = create();
            }
        } finally {
            rolling.unlock();
        }
    }

    private Segment create() throws IOException {
        lastNumber++;
        return Segment.create(lastNumber, folder.file(lastNumber), segmentBytes);
    }

    /** {@return where the next record is read: grows, also over the ends of processes} */
    long place() {
        return next;
    }

    /** {@return whether all is read that earlier processes have left} */
    boolean isPastOthers() {
        return !at(next).isOfOthers();
    }

    /** Reads nothing that is before that place. */
    void skipTo(long place) {
        Segment last = tail;
        if (place > next && place >>> PLACE_BITS <= last.number()) {
            next = place;
            done = place;
        }
    }

    /** Hands over records in their order, so many at most; {@return how many} They are only gone after {@link #release}. */
    int read(int most, Consumer<ByteBuffer> taker) {
        int taken = 0;
        while (taken < most) {
            Segment from = at(next);
            int at = from.next((int) next);
            if (at >= 0) {
                taker.accept(from.record(at));
                taken++;
                next = place(from.number(), from.after(at));
            } else {
                Segment following = at == -1 ? following(from) : null;
                if (following == null) {
                    return taken;
                }
                next = place(following.number(), 0);
            }
        }
        return taken;
    }

    /** Reads again what was read since the last {@link #release}. */
    void rewind() {
        next = done;
    }

    /** Lets go of what was read. */
    void release() {
        done = next;
        rolling.lock();
        try {
            while (segments.getFirst().number() < done >>> PLACE_BITS) {
                segments.removeFirst().delete();
            }
            known = segments.size();
        } catch (IOException e) {
            LOG.warn("a file of the journal can't be deleted", e);
        } finally {
            rolling.unlock();
        }
    }

    /** The place may be in a file that is not there any more: then in the next one. */
    private Segment at(long place) {
        rolling.lock();
        try {
            long number = place >>> PLACE_BITS;
            for (Segment segment : segments) {
                if (segment.number() >= number) {
                    if (segment.number() > number) {
                        next = place(segment.number(), 0);
                    }
                    return segment;
                }
            }
            return tail;
        } finally {
            rolling.unlock();
        }
    }

    private @Nullable Segment following(Segment one) {
        rolling.lock();
        try {
            return segments.stream()
                    .filter(other -> other.number() > one.number())
                    .findFirst()
                    .orElse(null);
        } finally {
            rolling.unlock();
        }
    }

    private static long place(long segment, int at) {
        return segment << PLACE_BITS | at;
    }

    @Override
    public void close() {
        try {
            folder.close();
        } catch (IOException e) {
            LOG.debug("the lock of the journal", e);
        }
    }
}
