package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.EventReader;
import org.jspecify.annotations.Nullable;

/** Reads the events of one message. The caller sees them all but those that are not JSON. */
final class MessagesEvents implements EventReader {

    private final CountedTokens counted = new CountedTokens();
    private boolean hasContent;
    private boolean isComplete;
    private boolean isEnded;
    private long textLength;
    private @Nullable JsonNode error;

    @Override
    public Seen read(EventCutter.Data event) {
        EventFacts facts = EventFacts.read(event.bytes(), event.from(), event.length());
        if (facts.type().isEmpty()) {
            return Seen.MALFORMED;
        }
        error = facts.error();
        hasContent |= facts.hasContent();
        isComplete |= facts.isFinish();
        isEnded |= facts.type().equals("message_stop");
        textLength += facts.textLength();
        counted.add(facts.usage());
        return Seen.SHOWN;
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
        return isEnded;
    }

    @Override
    public @Nullable JsonNode error() {
        return error;
    }

    @Override
    public @Nullable Usage usage() {
        return counted.usage();
    }

    @Override
    public long textLength() {
        return textLength;
    }
}
