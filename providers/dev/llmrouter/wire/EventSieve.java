package dev.llmrouter.wire;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.Usage;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a stream apart at its events and lets through what the caller is to see: nothing that is malformed, nothing from
 * an error on, nothing behind the end. Costs one pass of a JSON parser per event. Not thread-safe.
 */
final class EventSieve implements Sieve {

    private final EventCutter cutter = new EventCutter();
    private final WireFormat format;
    private final EventReader reader;
    private final int requestLength;
    private final ProviderErrors errors;
    private final Tolerance malformed = new Tolerance();
    private volatile @Nullable Usage usage;
    private @Nullable Failure failure;

    /** {@code requestLength} in bytes, for an estimate where the provider does not count. */
    EventSieve(WireFormat format, int requestLength, ProviderErrors errors) {
        this.format = format;
        this.reader = format.events();
        this.requestLength = requestLength;
        this.errors = errors;
    }

    @Override
    public Buffer sift(Buffer arrived) {
        try {
            return sift(cutter.cut(arrived));
        } catch (IllegalStateException tooLong) {
            failure = Failure.of(FailureClass.MALFORMED, "The provider sent an event that is too long.");
            return Buffer.buffer();
        }
    }

    @Override
    public Buffer siftRest() {
        return sift(cutter.remainder());
    }

    private Buffer sift(byte[] events) {
        Buffer kept = null;
        int at = 0;
        while (at < events.length && failure == null && !reader.isEnded()) {
            int end = EventCutter.end(events, at);
            int next = end < 0 ? events.length : end;
            if (!passes(events, at, next)) {
                kept = kept == null ? Buffer.buffer(events.length).appendBytes(events, 0, at) : kept;
            } else if (kept != null) {
                kept.appendBytes(events, at, next - at);
            }
            at = next;
        }
        return kept != null ? kept : Buffer.buffer(at).appendBytes(events, 0, at);
    }

    private boolean passes(byte[] events, int from, int end) {
        EventCutter.Data data = EventCutter.data(events, from, end);
        if (data == null) {
            return true;
        }
        EventReader.Seen seen = data.isBlank() ? EventReader.Seen.HIDDEN : reader.read(data);
        if (seen == EventReader.Seen.MALFORMED) {
            leaveOut();
            return false;
        }
        malformed.read();
        if (reader.error() != null) {
            failure = errors.ofEvent(reader.error());
            return false;
        }
        if (reader.usage() != null) {
            usage = reader.usage();
        }
        return seen == EventReader.Seen.SHOWN;
    }

    private void leaveOut() {
        malformed.leaveOut();
        if (malformed.isExceeded()) {
            failure = Tolerance.failure();
        }
    }

    @Override
    public int leftOut() {
        return malformed.leftOut();
    }

    @Override
    public long length() {
        return reader.length();
    }

    @Override
    public boolean hasContent() {
        return reader.hasContent();
    }

    @Override
    public boolean isComplete() {
        return reader.isComplete();
    }

    @Override
    public boolean isEnded() {
        return reader.isEnded();
    }

    @Override
    public @Nullable Failure failure() {
        return failure;
    }

    @Override
    public Usage usage() {
        Usage reported = usage;
        return reported != null ? reported : Estimate.usage(requestLength, reader.textLength());
    }

    @Override
    public Buffer broken(Failure why) {
        return format.broken(why, reader);
    }

    @Override
    public Buffer end() {
        return format.end();
    }
}
