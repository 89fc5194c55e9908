package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.EventReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one response. Those that only frame what is to come are no content, so a response that was begun
 * and fails can still be given by another target.
 */
final class ResponsesEvents implements EventReader {

    private boolean hasContent;
    private boolean isComplete;
    private long textLength;
    private long callLength;
    private long nextNumber;
    private @Nullable Usage usage;
    private @Nullable JsonNode error;

    @Override
    public Seen read(EventCutter.Data event) {
        // some servers add it out of habit; behind the last event it is not even read
        if (event.isDone()) {
            return Seen.HIDDEN;
        }
        EventFacts facts = EventFacts.read(event.bytes(), event.from(), event.length());
        if (facts == null) {
            return Seen.MALFORMED;
        }
        nextNumber = Math.max(nextNumber, facts.number() + 1);
        error = facts.error();
        hasContent |= facts.isContent();
        isComplete |= facts.isEnd();
        textLength += facts.textLength();
        callLength += facts.callLength();
        if (facts.usage() != null) {
            usage = facts.usage();
        }
        return Seen.SHOWN;
    }

    /** {@return the {@code sequence_number} that the next event should have} */
    long nextNumber() {
        return nextNumber;
    }

    @Override
    public boolean hasContent() {
        return hasContent;
    }

    @Override
    public boolean isComplete() {
        return isComplete;
    }

    @Override
    public boolean isEnded() {
        return isComplete;
    }

    @Override
    public @Nullable JsonNode error() {
        return error;
    }

    @Override
    public @Nullable Usage usage() {
        return usage;
    }

    @Override
    public long textLength() {
        return textLength;
    }

    @Override
    public long length() {
        return textLength + callLength;
    }
}
