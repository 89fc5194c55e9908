package dev.llmrouter.batch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A finished line as it stands in the journal: {@code INDEX ok|error INPUT OUTPUT NANOUSD|? JSON}, on one line.
 */
final class Entry {

    private final int index;
    private final boolean isReply;
    private final Spent spent;
    private final byte[] json;

    /**
     * Takes all of it.
     *
     * @param json how it stands in the results, with no line feed
     */
    Entry(int index, boolean isReply, Spent spent, byte[] json) {
        this.index = index;
        this.isReply = isReply;
        this.spent = spent;
        this.json = json;
    }

    int index() {
        return index;
    }

    boolean isReply() {
        return isReply;
    }

    Spent spent() {
        return spent;
    }

    byte[] json() {
        return json;
    }

    private static final int FIELDS = 5;
    private static final String REPLY = "ok";
    private static final String UNPRICED = "?";

    /** {@return what a line of the journal says; null where it was not written to its end, or by somebody else} */
    static @Nullable Entry read(byte[] line) {
        String[] fields = new String[FIELDS];
        int from = 0;
        for (int i = 0; i < FIELDS; i++) {
            int blank = blank(line, from);
            if (blank < 0) {
                return null;
            }
            fields[i] = new String(line, from, blank - from, StandardCharsets.US_ASCII);
            from = blank + 1;
        }
        if (from >= line.length || line[from] != '{' || line[line.length - 1] != '}') {
            return null;
        }
        try {
            boolean isPriced = !fields[4].equals(UNPRICED);
            Spent spent = new Spent(
                    Long.parseLong(fields[2]),
                    Long.parseLong(fields[3]),
                    isPriced ? Long.parseLong(fields[4]) : 0,
                    isPriced);
            byte[] json = Arrays.copyOfRange(line, from, line.length);
            return new Entry(Integer.parseInt(fields[0]), fields[1].equals(REPLY), spent, json);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static int blank(byte[] line, int from) {
        for (int i = from; i < line.length; i++) {
            if (line[i] == ' ') {
                return i;
            }
        }
        return -1;
    }

    /** {@return its line, with the line feed} */
    byte[] bytes() {
        String head = index + " " + (isReply ? REPLY : "error") + ' ' + spent.input() + ' ' + spent.output() + ' '
                + (spent.isPriced() ? Long.toString(spent.nanoUsd()) : UNPRICED) + ' ';
        byte[] first = head.getBytes(StandardCharsets.US_ASCII);
        byte[] line = Arrays.copyOf(first, first.length + json.length + 1);
        System.arraycopy(json, 0, line, first.length, json.length);
        line[line.length - 1] = '\n';
        return line;
    }
}
