package dev.llmrouter.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.outcome.Usage;
import org.jspecify.annotations.Nullable;

/** Reads the events of one stream as they pass, and remembers what a router must know of them. Not thread-safe. */
public interface EventReader {

    /** What a router does with one event. */
    enum Seen {
        /** The caller is to see it. */
        SHOWN,
        /** It is not for the caller, but all is well. */
        HIDDEN,
        /** Nobody could make anything of it. */
        MALFORMED
    }

    /** {@return what is done with this event} */
    Seen read(EventCutter.Data event);

    /** {@return whether something came that a caller would show or act on} */
    boolean hasContent();

    /** {@return whether the reply is complete, so that the stream may end here} */
    boolean isComplete();

    /** {@return whether the provider has said that nothing comes any more} */
    boolean isEnded();

    /** {@return the error that came in place of the rest; null where none did} */
    @Nullable
    JsonNode error();

    /** {@return the provider's own count so far; null where it has not said} */
    @Nullable
    Usage usage();

    /** {@return how many UTF-16 units of text came, for an estimate where the provider does not count} */
    long textLength();

    /** {@return how many UTF-16 units of anything came, arguments of tools included, for how fast they come} */
    default long length() {
        return textLength();
    }
}
