package dev.llmrouter.batch;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;

/** Lines of a file by where they begin; those near the one before are in memory already. For one thread. */
final class LinesAt implements Closeable {

    private static final int WINDOW = 1 << 19;

    private final RandomAccessFile file;
    private byte[] window = new byte[WINDOW];
    private long base;
    private int length;

    LinesAt(Path path) throws IOException {
        this.file = new RandomAccessFile(path.toFile(), "r");
    }

    /** {@return the line that begins there, without its line feed} */
    byte[] at(long place) throws IOException {
        int end = isInWindow(place) ? end((int) (place - base)) : -1;
        if (end < 0) {
            end = load(place);
        }
        return Arrays.copyOfRange(window, (int) (place - base), end);
    }

    private boolean isInWindow(long place) {
        return place >= base && place < base + length;
    }

    /** {@return where the line feed is; -1 where that is not in the window} */
    private int end(int from) {
        for (int i = from; i < length; i++) {
            if (window[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Neighbours may be before as well as behind, so that the window begins a little earlier. */
    private int load(long place) throws IOException {
        base = Math.max(0, place - WINDOW / 2);
        while (true) {
            file.seek(base);
            length = 0;
            int read = 0;
            while (length < window.length && read >= 0) {
                read = file.read(window, length, window.length - length);
                length += Math.max(0, read);
            }
            int end = end((int) (place - base));
            if (end >= 0) {
                return end;
            }
            if (length < window.length) {
                throw new EOFException("a line of the journal has no end");
            }
            window = new byte[window.length * 2];
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
