package dev.llmrouter.http;

import dev.llmrouter.llm.LlmStream;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** Writes the answer to one request, on its event loop. */
final class Responder {

    static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence NO_BUFFERING = HttpHeaders.createOptimized("x-accel-buffering");
    private static final CharSequence NO = HttpHeaders.createOptimized("no");
    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
    private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");

    private final HttpServerRequest request;
    private final HttpServerResponse response;

    Responder(HttpServerRequest request) {
        this.request = request;
        this.response = request.response();
    }

    /** Answers a request that may not have been read to its end, which is then the last on its connection. */
    void refuse(HttpAnswer answer) {
        response.putHeader(REQUEST_ID, RequestIds.of(request.headers()));
        if (!isBodyLeft()) {
            write(answer);
            return;
        }
        response.putHeader(HttpHeaders.CONNECTION, CLOSE);
        write(answer).onComplete(out -> request.connection().close());
    }

    private boolean isBodyLeft() {
        return !request.isEnded()
                && (request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING));
    }

    /**
     * A caller that left has no response that could be ended. Where a write fails before the connection is known to be closed, nobody
     * else tells the model to stop.
     */
    private Future<Void> pipe(LlmStream stream) {
        return stream.pipe().endOnFailure(false).to(response).onFailure(left -> stream.cancel());
    }

    /** {@return what completes with the last byte, or when the caller has left} */
    Future<Void> write(HttpAnswer answer) {
        if (response.closed() || response.ended()) {
            return Future.failedFuture("the caller left");
        }
        response.setStatusCode(answer.status());
        response.putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType());
        if (!answer.headers().isEmpty()) {
            answer.headers().forEach(response::putHeader);
        }
        @Nullable LlmStream stream = answer.stream();
        if (stream != null) {
            response.setChunked(true);
            response.putHeader(HttpHeaders.CACHE_CONTROL, NO_CACHE).putHeader(NO_BUFFERING, NO);
            return pipe(stream);
        }
        Buffer body = answer.body();
        return response.end(body == null ? Buffer.buffer() : body);
    }
}
