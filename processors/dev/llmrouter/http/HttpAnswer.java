package dev.llmrouter.http;

import dev.llmrouter.call.WholeAnswer;
import dev.llmrouter.outcome.LlmStream;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What goes back over HTTP: the body that a route of {@code llm-http:} ends with. Either a body, a stream or a file.
 *
 * @param headers names in lower case
 */
public record HttpAnswer(
        int status,
        String contentType,
        Map<String, String> headers,
        @Nullable Buffer body,
        @Nullable LlmStream stream,
        @Nullable Path file) {

    static final String JSON = "application/json";
    static final String EVENTS = "text/event-stream; charset=utf-8";

    HttpAnswer(
            int status,
            String contentType,
            Map<String, String> headers,
            @Nullable Buffer body,
            @Nullable LlmStream stream) {
        this(status, contentType, headers, body, stream, null);
    }

    /** A file as it is, which is never in memory as a whole. */
    static HttpAnswer file(String contentType, Map<String, String> headers, Path file) {
        return new HttpAnswer(200, contentType, headers, null, null, file);
    }

    static HttpAnswer json(int status, Map<String, String> headers, Buffer body) {
        return new HttpAnswer(status, JSON, headers, body, null);
    }

    static HttpAnswer text(String contentType, String body) {
        return new HttpAnswer(200, contentType, Map.of(), Buffer.buffer(body), null);
    }

    static HttpAnswer events(Map<String, String> headers, LlmStream stream) {
        return new HttpAnswer(200, EVENTS, headers, null, stream);
    }

    /** A stream of which only its end on the connection tells whether it is whole. */
    static HttpAnswer bytes(String contentType, Map<String, String> headers, LlmStream stream) {
        return new HttpAnswer(200, contentType, headers, null, stream);
    }

    /** The same answer that somebody has had before, of a stream all of its events at once. */
    static HttpAnswer again(WholeAnswer answer) {
        return new HttpAnswer(answer.status(), answer.contentType(), answer.headers(), answer.body(), null);
    }

    /** Whether it is a stream that says in its own words how it ends. */
    boolean isEvents() {
        return contentType.equals(EVENTS);
    }
}
