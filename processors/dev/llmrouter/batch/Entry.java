package dev.llmrouter.batch;

import dev.llmrouter.outcome.Usage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A finished line as it stands in the journal: {@code INDEX ok|error INPUT[/CACHED] OUTPUT[/REASONING] NANOUSD|? JSON}, on one
 * line.
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
            Usage usage = new Usage(whole(fields[2]), part(fields[2]), 0, whole(fields[3]), part(fields[3]), false);
            Spent spent = new Spent(usage, isPriced ? Long.parseLong(fields[4]) : 0, isPriced);
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

    private static long whole(String tokens) {
        int slash = tokens.indexOf('/');
        return Long.parseLong(slash < 0 ? tokens : tokens.substring(0, slash));
    }

    private static long part(String tokens) {
        int slash = tokens.indexOf('/');
        return slash < 0 ? 0 : Long.parseLong(tokens.substring(slash + 1));
    }

    private static String tokens(long whole, long part) {
        return part == 0 ? Long.toString(whole) : whole + "/" + part;
    }

    /** {@return its line, with the line feed} */
    byte[] bytes() {
        Usage usage = spent.usage();
        String head = index + " " + (isReply ? REPLY : "error") + ' ' + tokens(usage.input(), usage.cached()) + ' '
                + tokens(usage.output(), usage.reasoning()) + ' '
                + (spent.isPriced() ? Long.toString(spent.nanoUsd()) : UNPRICED) + ' ';
        byte[] first = head.getBytes(StandardCharsets.US_ASCII);
        byte[] line = Arrays.copyOf(first, first.length + json.length + 1);
        System.arraycopy(json, 0, line, first.length, json.length);
        line[line.length - 1] = '\n';
        return line;
    }
}
