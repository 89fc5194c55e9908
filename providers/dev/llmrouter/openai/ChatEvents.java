package dev.llmrouter.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.EventReader;
import org.jspecify.annotations.Nullable;

/** Reads the chunks of one chat completion. The caller sees no usage that it did not ask for, and nothing but JSON. */
final class ChatEvents implements EventReader {

    private final boolean usageWanted;
    private boolean hasContent;
    private long choices;
    private long finished;
    private boolean isEnded;
    private long textLength;
    private long otherLength;
    private @Nullable Usage usage;
    private @Nullable JsonNode error;

    ChatEvents(boolean usageWanted) {
        this.usageWanted = usageWanted;
    }

    @Override
    public Seen read(EventCutter.Data event) {
        if (event.isDone()) {
            isEnded = true;
            return Seen.SHOWN;
        }
        ChunkFacts facts = ChunkFacts.read(event.bytes(), event.from(), event.length());
        if (!facts.isValid()) {
            return Seen.MALFORMED;
        }
        error = facts.error();
        hasContent |= facts.hasContent();
        choices |= facts.choices();
        finished |= facts.finished();
        textLength += facts.textLength();
        otherLength += facts.otherLength();
        if (facts.usage() == null) {
            return Seen.SHOWN;
        }
        usage = facts.usage();
        return facts.hasChoices() || usageWanted ? Seen.SHOWN : Seen.HIDDEN;
    }

    @Override
    public boolean hasContent() {
        return hasContent;
    }

    /** Whether every choice has come to its end. */
    @Override
    public boolean isComplete() {
        return finished != 0 && finished == choices;
    }

    @Override
    public boolean isEnded() {
        return isEnded;
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
        return textLength + otherLength;
    }
}
