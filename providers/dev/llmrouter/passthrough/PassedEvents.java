package dev.llmrouter.passthrough;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.EventReader;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.TopFacts;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one reply of images or sound. OpenAI's have a type: pieces come as {@code x.delta} or
 * {@code x.partial_image}, and {@code x.done} or {@code x.completed} is the whole. A stream that ends behind pieces
 * without that broke off; of one whose events have other types nobody can tell.
 */
final class PassedEvents implements EventReader {

    private boolean hasContent;
    private boolean isWithinPieces;
    private boolean isEnded;
    private Usage usage = Usage.UNCOUNTED;
    private @Nullable JsonNode error;

    @Override
    public Seen read(EventCutter.Data event) {
        if (event.isDone()) {
            isEnded = true;
            return Seen.SHOWN;
        }
        TopFacts facts = TopFacts.read(event.bytes(), event.from(), event.length());
        if (!facts.isJson()) {
            return Seen.MALFORMED;
        }
        error = facts.error() == null && "error".equals(facts.type()) ? itself(event) : facts.error();
        hasContent |= error == null;
        if (facts.usage() != null) {
            usage = facts.usage();
        }
        if (facts.type() != null) {
            type(facts.type());
        }
        return Seen.SHOWN;
    }

    /** Some errors are the event, and some are in it. */
    private static @Nullable JsonNode itself(EventCutter.Data event) {
        try {
            return Json.MAPPER.readTree(event.text());
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private void type(String type) {
        if (type.endsWith(".delta") || type.endsWith(".partial_image")) {
            isWithinPieces = true;
        } else if (type.endsWith(".done") || type.endsWith(".completed")) {
            isWithinPieces = false;
        }
    }

    @Override
    public boolean hasContent() {
        return hasContent;
    }

    @Override
    public boolean isComplete() {
        return hasContent && !isWithinPieces;
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
    public Usage usage() {
        return usage;
    }

    @Override
    public long textLength() {
        return 0;
    }
}
