package dev.llmrouter.anthropic;

import java.util.HashSet;
import java.util.Set;

/** The ids of the calls in one message: callers answer calls by id, so none is blank and none is there twice. */
final class CallIds {

    private final Set<String> known = new HashSet<>();

    /** {@return the id that a server gave, or one of the router's own in place of none or of one that is taken} */
    String unique(String given, String messageId, int index) {
        String id = given.isBlank() || known.contains(given) ? MessageHead.callId(messageId, index) : given;
        known.add(id);
        return id;
    }
}
