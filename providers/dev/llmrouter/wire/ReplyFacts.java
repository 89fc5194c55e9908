package dev.llmrouter.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.outcome.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What a router must know of one whole reply.
 *
 * @param isReply whether it is a reply at all, in the dialect it should be in
 * @param textLength how many UTF-16 units of text it brings, for an estimate where the provider does not count
 * @param usage the provider's own count; null where it does not say
 * @param error the {@code error} in it; null where there is none
 */
public record ReplyFacts(boolean isReply, long textLength, @Nullable Usage usage, @Nullable JsonNode error) {

    /** What is no reply, or can't be read. */
    public static final ReplyFacts NONE = new ReplyFacts(false, 0, null, null);
}
