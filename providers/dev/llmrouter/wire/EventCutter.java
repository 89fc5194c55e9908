package dev.llmrouter.wire;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of server-sent events at the ends of its events, whatever the pieces it arrives in, so that events can
 * be held, dropped or added between. Line ends may be LF, CR LF or CR (WHATWG HTML, "Server-sent events"). Not
 * thread-safe; one per stream.
 */
public final class EventCutter {

    /** Longer than any honest event; without a limit a provider could fill the memory. */
    static final int MAX_EVENT_BYTES = 16 << 20;

    private static final int LONGEST_BLANK_LINE = 3;
    private static final byte[] NOTHING = new byte[0];

    private @Nullable Buffer rest;

    /**
     * Takes what arrived.
     *
     * @return the events that are now complete, with whatever of them came before; empty where none is
     * @throws IllegalStateException where one event is longer than 16 MB
     */
    public byte[] cut(Buffer arrived) {
        Buffer all = arrived;
        int seen = 0;
        if (rest != null) {
            seen = Math.max(0, rest.length() - LONGEST_BLANK_LINE);
            all = rest.appendBuffer(arrived);
        }
        // what was seen before holds no end of an event, so a long event is not searched again with every piece
        byte[] fresh = all.getBytes(seen, all.length());
        int end = lastEnd(fresh);
        if (end == fresh.length) {
            rest = null;
            return seen == 0 ? fresh : all.getBytes();
        }
        boolean isOurs = all != arrived;
        rest = end == 0 && isOurs ? checked(all) : kept(all, end == 0 ? 0 : seen + end);
        return end == 0 ? NOTHING : all.getBytes(0, seen + end);
    }

    private static Buffer kept(Buffer all, int from) {
        return checked(Buffer.buffer(all.length() - from).appendBuffer(all, from, all.length() - from));
    }

    private static Buffer checked(Buffer begun) {
        if (begun.length() > MAX_EVENT_BYTES) {
            throw new IllegalStateException("an event is too long");
        }
        return begun;
    }

    /** {@return what there is of the last event, as if it were complete: some servers leave out the last line end} */
    public byte[] remainder() {
        byte[] remainder = rest == null ? NOTHING : rest.appendString("\n\n").getBytes();
        rest = null;
        return remainder;
    }

    private static int lastEnd(byte[] bytes) {
        for (int i = bytes.length - 1; i > 0; i--) {
            if (isBlankLineEnd(bytes, i)) {
                return i + 1;
            }
        }
        return 0;
    }

    /** {@return where the event that begins at {@code from} ends, its blank line included; -1 where it does not} */
    public static int end(byte[] bytes, int from) {
        for (int i = from + 1; i < bytes.length; i++) {
            if (isBlankLineEnd(bytes, i)) {
                return i + 1;
            }
        }
        return -1;
    }

    /** Whether the byte ends a line that is empty. */
    private static boolean isBlankLineEnd(byte[] bytes, int i) {
        if (bytes[i] == '\n') {
            return bytes[i - 1] == '\n' || (bytes[i - 1] == '\r' && i > 1 && bytes[i - 2] == '\n');
        }
        return bytes[i] == '\r' && bytes[i - 1] == '\r';
    }

    /** Looks at one event after the other. */
    @FunctionalInterface
    public interface Visitor {

        /** Takes the event that the bytes from {@code from} to {@code end} (exclusive) are; it may have no data. */
        void event(int from, int end, @Nullable Data data);
    }

    /** Shows whole events to a visitor, in their order. */
    public static void forEach(byte[] events, Visitor visitor) {
        for (int from = 0; from < events.length; ) {
            int found = end(events, from);
            int end = found < 0 ? events.length : found;
            visitor.event(from, end, data(events, from, end));
            from = end;
        }
    }

    /**
     * {@return the data of the event in these bytes: its {@code data:} lines, joined; null where it has none, as a
     * comment or a ping}
     */
    public static @Nullable Data data(byte[] bytes, int from, int end) {
        Data data = null;
        for (int line = from; line < end; ) {
            int lineEnd = lineEnd(bytes, line, end);
            if (startsWithData(bytes, line, lineEnd)) {
                int value = line + 5 < lineEnd && bytes[line + 5] == ' ' ? line + 6 : line + 5;
                Data next = new Data(bytes, value, lineEnd - value);
                data = data == null ? next : data.joinedWith(next);
            }
            line = lineEnd + 1;
        }
        return data;
    }

    /** {@return the name of the event in these bytes, of its {@code event:} line; null where it has none} */
    public static @Nullable String name(byte[] bytes, int from, int end) {
        for (int line = from; line < end; ) {
            int lineEnd = lineEnd(bytes, line, end);
            String text = bytes[line] == 'e' ? new String(bytes, line, lineEnd - line, StandardCharsets.UTF_8) : "";
            if (text.startsWith("event:")) {
                return text.substring("event:".length()).strip();
            }
            line = lineEnd + 1;
        }
        return null;
    }

    private static int lineEnd(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && bytes[i] != '\n' && bytes[i] != '\r') {
            i++;
        }
        return i;
    }

    private static boolean startsWithData(byte[] bytes, int at, int end) {
        return end - at >= 5
                && bytes[at] == 'd'
                && bytes[at + 1] == 'a'
                && bytes[at + 2] == 't'
                && bytes[at + 3] == 'a'
                && bytes[at + 4] == ':';
    }

    /** A piece of an array of bytes: the data of one event. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Data(byte[] bytes, int from, int length) {

        /** {@return whether it is {@code [DONE]}, with which OpenAI ends a stream} */
        public boolean isDone() {
            return length >= 6
                    && bytes[from] == '['
                    && bytes[from + 1] == 'D'
                    && text().strip().equals("[DONE]");
        }

        /** {@return whether there is nothing in it, with which some servers keep a quiet connection open} */
        boolean isBlank() {
            int at = from;
            while (at < from + length && (bytes[at] == ' ' || bytes[at] == '\t')) {
                at++;
            }
            return at == from + length;
        }

        /** {@return the data as text} */
        public String text() {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }

        private Data joinedWith(Data next) {
            byte[] joined = (text() + "\n" + next.text()).getBytes(StandardCharsets.UTF_8);
            return new Data(joined, 0, joined.length);
        }
    }
}
