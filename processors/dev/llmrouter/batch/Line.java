package dev.llmrouter.batch;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One request of a file.
 */
final class Line {

    private final int index;
    private final int number;
    private final byte[] bytes;
    private final @Nullable String fault;

    /**
     * Takes all of it.
     *
     * @param index from 0, of those lines that are not blank
     * @param number from 1, of all lines, as editors count them
     * @param bytes in UTF-8; not to be changed
     * @param fault why it can't be read; null where it can
     */
    Line(int index, int number, byte[] bytes, @Nullable String fault) {
        this.index = index;
        this.number = number;
        this.bytes = bytes;
        this.fault = fault;
    }

    int index() {
        return index;
    }

    int number() {
        return number;
    }

    byte[] bytes() {
        return bytes;
    }

    @Nullable
    String fault() {
        return fault;
    }

    /** {@return a file that is one request} */
    static Line only(byte[] bytes) {
        return new Line(0, 1, bytes, null);
    }

    /** {@return what callers see it by where they gave it no name} */
    String name() {
        return "line-" + number;
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Line[" + number + ", " + bytes.length + " bytes]";
    }
}
