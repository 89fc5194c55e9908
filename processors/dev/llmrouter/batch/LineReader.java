package dev.llmrouter.batch;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Bytes line by line, at a few bytes of memory for each but the present one. For one thread. */
final class LineReader implements Closeable {

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[BUFFER];
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private int from;
    private int to;
    private long read;
    private long start;
    private boolean isEnded;
    private boolean isTooLong;

    /** {@code longest} is how many bytes of a line are kept; it is read to its end all the same. */
    LineReader(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /** {@return the next line without its line feed; null behind the last} */
    byte @Nullable [] next() throws IOException {
        start = read - (to - from);
        begun.reset();
        isTooLong = false;
        isEnded = false;
        boolean isAny = false;
        while (!isEnded && fill()) {
            isAny = true;
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            keep(end);
            isEnded = end < to;
            from = isEnded ? end + 1 : end;
        }
        return isAny ? begun.toByteArray() : null;
    }

    private void keep(int end) {
        int length = end - from;
        isTooLong |= length > longest - begun.size();
        if (!isTooLong) {
            begun.write(buffer, from, length);
        }
    }

    private boolean fill() throws IOException {
        if (from < to) {
            return true;
        }
        from = 0;
        to = Math.max(0, in.read(buffer));
        read += to;
        return to > 0;
    }

    /** {@return where the line begins, in bytes} */
    long start() {
        return start;
    }

    /** {@return whether the line has a line feed, and so was written to its end} */
    boolean isEnded() {
        return isEnded;
    }

    /** {@return whether it is longer than what is kept, and nothing of it is} */
    boolean isTooLong() {
        return isTooLong;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
