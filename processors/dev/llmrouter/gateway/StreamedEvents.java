package dev.llmrouter.gateway;

import io.vertx.core.buffer.Buffer;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A reply that is still arriving, as OpenAI's server-sent events. A reply that breaks off ends with an event that holds an
 * {@code error}, and without {@code [DONE]}. Read by one thread.
 */
final class StreamedEvents extends InputStream {

    private final StreamReader reader;
    private byte[] present = new byte[0];
    private int at;

    StreamedEvents(StreamReader reader) {
        this.reader = reader;
    }

    /** {@return how much of what has come is not read yet; -1 at the end} */
    private int left() {
        while (at == present.length) {
            @Nullable Buffer next = reader.next();
            if (next == null) {
                return ended();
            }
            present = next.getBytes();
            at = 0;
        }
        return present.length - at;
    }

    /** What breaks off says so in its last event; what was closed here does not. */
    private int ended() {
        if (reader.isClosed()) {
            throw Objects.requireNonNull(reader.failure()).asException();
        }
        return -1;
    }

    @Override
    public int available() {
        return present.length - at;
    }

    @Override
    public int read() {
        return left() < 0 ? -1 : present[at++] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        int left = left();
        if (left < 0) {
            return -1;
        }
        int some = Math.min(left, length);
        System.arraycopy(present, at, into, offset, some);
        at += some;
        return some;
    }

    @Override
    public void close() {
        reader.close();
    }
}
