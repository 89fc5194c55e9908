package dev.llmrouter.anthropic;

import java.util.regex.Pattern;

/** The id of a tool's call. Anthropic takes letters, digits, underscores and hyphens; other providers make others. */
final class CallId {

    private static final Pattern REFUSED = Pattern.compile("[^a-zA-Z0-9_-]");

    private CallId() {}

    /** {@return the id as Anthropic takes it; the same for the call and for its result} */
    static String of(String id) {
        return REFUSED.matcher(id).replaceAll("_");
    }
}
