package dev.llmrouter.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The requests of a JSONL file; blank lines are none. */
final class JsonLines implements Lines {

    /** As large as a request over HTTP may be. */
    static final int LONGEST = 32 * 1024 * 1024;

    private static final int[] MARK = {0xEF, 0xBB, 0xBF};

    private final LineReader reader;
    private int index;
    private int number;

    private JsonLines(LineReader reader) {
        this.reader = reader;
    }

    static Source of(Path file) {
        return () -> new JsonLines(new LineReader(Files.newInputStream(file), LONGEST));
    }

    @Override
    public @Nullable Line next() throws IOException {
        for (byte[] bytes = reader.next(); bytes != null; bytes = reader.next()) {
            number++;
            byte[] line = number == 1 ? withoutMark(bytes) : bytes;
            if (reader.isTooLong()) {
                return new Line(index++, number, new byte[0], "The line is longer than 32 MB.");
            }
            if (!isBlank(line)) {
                return new Line(index++, number, line, null);
            }
        }
        return null;
    }

    /** Some editors put the mark of UTF-8 before a text. */
    static byte[] withoutMark(byte[] bytes) {
        for (int i = 0; i < MARK.length; i++) {
            if (bytes.length <= i || (bytes[i] & 0xFF) != MARK[i]) {
                return bytes;
            }
        }
        return Arrays.copyOfRange(bytes, MARK.length, bytes.length);
    }

    private static boolean isBlank(byte[] line) {
        for (byte each : line) {
            if (each != ' ' && each != '\t' && each != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
