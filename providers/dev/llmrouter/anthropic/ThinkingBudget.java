package dev.llmrouter.anthropic;

/** How many tokens a model may think: a number for Anthropic, one of a few words for OpenAI. */
final class ThinkingBudget {

    /** Anthropic takes no less. */
    static final int LEAST = 1024;

    private static final int MOST_OF_LOW = 4096;
    private static final int MOST_OF_MEDIUM = 16_384;

    private ThinkingBudget() {}

    /** {@return OpenAI's word for a number of tokens} */
    static String effort(int tokens) {
        if (tokens <= MOST_OF_LOW) {
            return "low";
        }
        return tokens <= MOST_OF_MEDIUM ? "medium" : "high";
    }

    /** {@return the tokens for one of OpenAI's words; 0 for none and for what is no such word} */
    static int tokens(String effort) {
        return switch (effort) {
            case "minimal" -> LEAST;
            case "low" -> 2048;
            case "medium" -> 8192;
            case "high", "xhigh" -> 24_576;
            default -> 0;
        };
    }
}
