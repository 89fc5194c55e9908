package dev.llmrouter.http;

/** In whose words the callers of a path are refused. */
public enum Dialect {
    /** OpenAI's {@code {"error": {...}}}. */
    OPENAI,
    /** Anthropic's {@code {"type": "error", "error": {...}}}. */
    ANTHROPIC;

    HttpAnswer answer(Refusal refusal) {
        return switch (this) {
            case OPENAI -> OpenAiErrors.of(refusal);
            case ANTHROPIC -> AnthropicErrors.of(refusal);
        };
    }
}
