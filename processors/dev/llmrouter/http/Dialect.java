package dev.llmrouter.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/** In whose words the callers of a path are refused. */
public enum Dialect {
    /** OpenAI's {@code {"error": {...}}}. */
    OPENAI,
    /** The same, but in a stream of Responses an event that is the error. */
    RESPONSES,
    /** Anthropic's {@code {"type": "error", "error": {...}}}. */
    ANTHROPIC;

    private static final Buffer COMMENT = Buffer.buffer(": keep-alive\n\n");
    private static final Buffer PING = Buffer.buffer("event: ping\ndata: {\"type\": \"ping\"}\n\n");

    static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence ANTHROPICS_REQUEST_ID = HttpHeaders.createOptimized("request-id");

    HttpAnswer answer(Refusal refusal) {
        return switch (this) {
            case OPENAI, RESPONSES -> OpenAiErrors.of(refusal);
            case ANTHROPIC -> AnthropicErrors.of(refusal);
        };
    }

    /** {@return what a caller is told in a stream in which nothing happens} */
    Buffer keepalive() {
        return this == ANTHROPIC ? PING : COMMENT;
    }

    /** {@return the event with which a stream ends in place of that refusal, for which it is too late} */
    Buffer event(HttpAnswer refusal) {
        Buffer body = refusal.body() == null ? Buffer.buffer("{}") : refusal.body();
        return switch (this) {
            case OPENAI -> Buffer.buffer("data: ").appendBuffer(body).appendString("\n\n");
            case RESPONSES -> OpenAiErrors.event(body);
            case ANTHROPIC ->
                Buffer.buffer("event: error\ndata: ").appendBuffer(body).appendString("\n\n");
        };
    }

    /** Names the call in the answer, in the headers that the dialect's clients look at. */
    void name(String id, Peer peer) {
        peer.header(REQUEST_ID, id);
        if (this == ANTHROPIC) {
            peer.header(ANTHROPICS_REQUEST_ID, id);
        }
    }
}
