package dev.llmrouter.wire;

import dev.llmrouter.outcome.Usage;

/** What a reply may have used, for a provider that does not say: never nothing, and marked as what it is. */
public final class Estimate {

    /** English text has about four characters to a token. */
    private static final int CHARACTERS_PER_TOKEN = 4;

    private Estimate() {}

    /** {@return how many bytes that many tokens are} */
    public static int bytes(int tokens) {
        return tokens * CHARACTERS_PER_TOKEN;
    }

    /** {@return how many tokens that many bytes are} */
    public static int tokens(int bytes) {
        return bytes / CHARACTERS_PER_TOKEN;
    }

    /**
     * {@return the tokens, counted by length}
     *
     * @param requestBytes of what the provider was asked
     * @param textLength of what it said, in UTF-16 units
     */
    public static Usage usage(int requestBytes, long textLength) {
        return Usage.estimated(
                requestBytes / CHARACTERS_PER_TOKEN, (textLength + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN);
    }
}
