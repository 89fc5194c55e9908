package dev.llmrouter.openai;

import dev.llmrouter.openai.EventCutter.Data;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.Usage;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a stream as they pass, and lets through what the caller is to see: not the usage it did not ask
 * for, no event that is not JSON, nothing from an error on. Costs one pass of a JSON parser per event. Not thread-safe.
 */
final class EventSieve {

    /** English text has about four characters to a token; only for providers that do not count. */
    private static final int CHARACTERS_PER_TOKEN = 4;

    private final EventCutter cutter = new EventCutter();
    private final boolean isUsageWanted;
    private final int requestLength;
    private final ProviderErrors errors;
    private boolean hasContent;
    private long choices;
    private long finished;
    private boolean isDone;
    private long textLength;
    private volatile @Nullable Usage usage;
    private @Nullable Failure failure;

    /** {@code requestLength} in bytes, for an estimate where the provider does not count. */
    EventSieve(boolean isUsageWanted, int requestLength, ProviderErrors errors) {
        this.isUsageWanted = isUsageWanted;
        this.requestLength = requestLength;
        this.errors = errors;
    }

    /** Whole events that the caller is to see, of what is now complete. */
    Buffer sift(Buffer arrived) {
        try {
            return sift(cutter.cut(arrived));
        } catch (IllegalStateException tooLong) {
            failure = Failure.of(FailureClass.MALFORMED, "The provider sent an event that is too long.");
            return Buffer.buffer();
        }
    }

    /** The same for what is left when the stream has ended. */
    Buffer siftRest() {
        return sift(cutter.remainder());
    }

    private Buffer sift(byte[] events) {
        Buffer kept = null;
        int at = 0;
        while (at < events.length && failure == null && !isDone) {
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
        Data data = EventCutter.data(events, from, end);
        if (data == null) {
            return true;
        }
        if (data.isDone()) {
            isDone = true;
            return true;
        }
        ChunkFacts facts = ChunkFacts.read(data.bytes(), data.from(), data.length());
        if (!facts.isValid()) {
            return false;
        }
        if (facts.error() != null) {
            failure = errors.ofEvent(facts.error());
            return false;
        }
        hasContent |= facts.hasContent();
        choices |= facts.choices();
        finished |= facts.finished();
        textLength += facts.textLength();
        if (facts.usage() == null) {
            return true;
        }
        usage = facts.usage();
        return facts.hasChoices() || isUsageWanted;
    }

    boolean hasContent() {
        return hasContent;
    }

    /** Whether every choice has come to its end. */
    boolean hasFinish() {
        return finished != 0 && finished == choices;
    }

    boolean isDone() {
        return isDone;
    }

    @Nullable
    Failure failure() {
        return failure;
    }

    Usage usage() {
        Usage reported = usage;
        return reported != null ? reported : estimate(requestLength, textLength);
    }

    /** {@return what a reply of that many characters may have used, for a provider that does not say} */
    static Usage estimate(int requestLength, long textLength) {
        return Usage.estimated(
                requestLength / CHARACTERS_PER_TOKEN, (textLength + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN);
    }
}
