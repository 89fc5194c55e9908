package dev.llmrouter.said;

import com.fasterxml.jackson.databind.JsonNode;

/** Hears the replies of one dialect. Never fails: what is not as it should be is not heard. */
interface Listener {

    /** Hears a whole reply. */
    void whole(JsonNode reply);

    /** Hears one event of a stream, in its order. */
    void event(JsonNode event);
}
