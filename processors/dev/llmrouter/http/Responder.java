package dev.llmrouter.http;

import dev.llmrouter.outcome.LlmStream;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.streams.Pipe;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes the answer to one request, on its event loop. */
final class Responder {

    private static final CharSequence NO_BUFFERING = HttpHeaders.createOptimized("x-accel-buffering");
    private static final CharSequence NO = HttpHeaders.createOptimized("no");
    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
    private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");

    /** For who is refused to read why, before the connection is closed. */
    private static final long LINGERING_MILLIS = 2000;

    private final HttpServerRequest request;
    private final HttpServerResponse response;

    Responder(HttpServerRequest request) {
        this.request = request;
        this.response = request.response();
    }

    /** Answers a request that may not have been read to its end, which is then the last on its connection. */
    void refuse(Dialect dialect, Refusal refusal) {
        HttpAnswer answer = dialect.answer(refusal);
        dialect.name(RequestIds.of(request.headers()), response);
        if (request.isEnded() || !hasBody()) {
            write(answer);
            return;
        }
        response.putHeader(HttpHeaders.CONNECTION, CLOSE);
        write(answer);
        hangUpLater();
    }

    private boolean hasBody() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }

    /**
     * Who is still sending would see a reset in place of the answer if the connection were closed at once, so what
     * comes is thrown away for a while.
     */
    private void hangUpLater() {
        HttpConnection connection = request.connection();
        Vertx vertx = Objects.requireNonNull(Vertx.currentContext()).owner();
        long timer = vertx.setTimer(LINGERING_MILLIS, late -> connection.close());
        connection.closeHandler(closed -> vertx.cancelTimer(timer));
        request.exceptionHandler(left -> {});
        request.handler(unread -> {}).endHandler(end -> connection.close()).resume();
    }

    /** A caller that left has no response that could be ended. */
    private Future<Void> pipe(LlmStream stream, boolean isEvents) {
        Pipe<Buffer> pipe = stream.pipe().endOnFailure(false);
        if (isEvents) {
            return pipe.to(response).recover(left -> stop(stream));
        }
        return pipe.endOnSuccess(false)
                .to(response)
                .recover(left -> stop(stream))
                .compose(out -> stream.failure() == null ? response.end() : cut());
    }

    /** What broke off must not look whole: the caller sees a connection that is closed too early. */
    private Future<Void> cut() {
        response.reset();
        return Future.succeededFuture();
    }

    /**
     * Where a write fails before the connection is known to be closed, nobody else tells the model to stop. What is
     * returned fails once it has, so that whoever settles the call then sees how it ended.
     */
    private static Future<Void> stop(LlmStream stream) {
        Promise<Void> stopped = Promise.promise();
        stream.cancel();
        Objects.requireNonNull(Vertx.currentContext()).runOnContext(now -> stopped.fail("the caller left"));
        return stopped.future();
    }

    /** {@return what completes with the last byte, or when the caller has left} */
    Future<Void> write(HttpAnswer answer) {
        @Nullable LlmStream stream = answer.stream();
        if (response.closed() || response.ended()) {
            return stream == null ? Future.failedFuture("the caller left") : stop(stream);
        }
        response.setStatusCode(answer.status());
        response.putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType());
        if (!answer.headers().isEmpty()) {
            answer.headers().forEach(response::putHeader);
        }
        if (stream != null) {
            response.setChunked(true);
            response.putHeader(HttpHeaders.CACHE_CONTROL, NO_CACHE).putHeader(NO_BUFFERING, NO);
            return pipe(stream, answer.isEvents());
        }
        Buffer body = answer.body();
        return response.end(body == null ? Buffer.buffer() : body);
    }
}
