package dev.llmrouter.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.tokens.TokenCounter;

/** About how many tokens a prompt is, at a cost that does not grow with it. */
final class TokenEstimate {

    /** Characters that are counted, half of them at the beginning and half at the end: about half a millisecond. */
    private static final int SAMPLE = 8000;

    private static final int BYTES_PER_TOKEN = 4;

    private TokenEstimate() {}

    static int of(String text, JsonNode tools) {
        int ofTools = tools.isEmpty() ? 0 : tools.toString().length() / BYTES_PER_TOKEN;
        TokenCounter counter = new TokenCounter();
        if (text.length() <= SAMPLE) {
            return counter.count(text) + ofTools;
        }
        String sample = text.substring(0, SAMPLE / 2) + text.substring(text.length() - SAMPLE / 2);
        return (int) ((double) counter.count(sample) * text.length() / SAMPLE) + ofTools;
    }
}
