package dev.llmrouter.resume;

import com.fasterxml.jackson.databind.JsonNode;

/** What the chunks of one chat completion have said so far, and whether somebody else could go on. Not thread-safe. */
final class SaidText {

    /** More is no reply that anybody could be asked to continue. */
    private static final int LONGEST = 1 << 20;

    private final StringBuilder text = new StringBuilder();
    private boolean isMoreThanText;
    private boolean isFinished;

    void hear(JsonNode chunk) {
        for (JsonNode choice : chunk.path("choices")) {
            JsonNode delta = choice.path("delta");
            text.append(delta.path("content").asText(""));
            isMoreThanText |= choice.path("index").asInt() != 0
                    || !delta.path("tool_calls").isEmpty()
                    || delta.hasNonNull("function_call")
                    || delta.hasNonNull("audio")
                    || !delta.path("refusal").asText("").isEmpty();
            isFinished |= choice.path("finish_reason").isTextual();
        }
    }

    /** Whether it is the beginning of a text and nothing else. */
    boolean canGoOn() {
        return !text.isEmpty() && text.length() <= LONGEST && !isMoreThanText && !isFinished;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
