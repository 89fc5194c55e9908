package dev.llmrouter.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** In whose words the callers of a path are refused. */
public enum Dialect {
    /** OpenAI's {@code {"error": {...}}}. */
    OPENAI,
    /** Anthropic's {@code {"type": "error", "error": {...}}}. */
    ANTHROPIC;

    static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence ANTHROPICS_REQUEST_ID = HttpHeaders.createOptimized("request-id");

    HttpAnswer answer(Refusal refusal) {
        return switch (this) {
            case OPENAI -> OpenAiErrors.of(refusal);
            case ANTHROPIC -> AnthropicErrors.of(refusal);
        };
    }

    /** Names the call in the answer, in the headers that the dialect's clients look at. */
    void name(String id, HttpServerResponse response) {
        response.putHeader(REQUEST_ID, id);
        if (this == ANTHROPIC) {
            response.putHeader(ANTHROPICS_REQUEST_ID, id);
        }
    }
}
