package dev.llmrouter.wire;

import org.jspecify.annotations.Nullable;

/** How a successful reply is passed on, which depends on what its provider says it is. */
public enum Passage {
    /** Collected, looked at, and passed on as JSON. */
    WHOLE,
    /** Event by event. */
    EVENTS,
    /** As it arrives and under its own media type, with nothing looked at. */
    BYTES,
    /** Not at all: it can't be a reply to what was asked. */
    NONE;

    private static final String EVENT_STREAM = "text/event-stream";

    /** {@return whether that media type is one of events; servers that say nothing mean that where a stream is asked for} */
    public static boolean isEvents(@Nullable String mediaType) {
        return mediaType == null || mediaType.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
    }
}
