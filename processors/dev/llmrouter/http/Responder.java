package dev.llmrouter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.file.Path;
import java.util.Objects;

/** Writes a whole answer to one request, on its event loop. */
final class Responder {

    private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");

    /** For who is refused to read why, before the connection is closed. */
    private static final long LINGERING_MILLIS = 2000;

    private final HttpServerRequest request;
    private final HttpServerResponse response;

    Responder(HttpServerRequest request) {
        this.request = request;
        this.response = request.response();
    }

    /** Answers a request that nobody is to look at. */
    void refuse(Dialect dialect, Refusal refusal) {
        dialect.name(RequestIds.of(request.headers()), response);
        var unused = write(dialect.answer(refusal));
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

    /**
     * Answers a request; where that has not been read to its end, it is the last on its connection.
     *
     * @return what completes with the last byte, or when the caller has left
     */
    Future<Void> write(HttpAnswer answer) {
        if (response.closed() || response.ended()) {
            return Future.failedFuture("the caller left");
        }
        if (request.isEnded() || !hasBody()) {
            return writeOut(answer);
        }
        response.putHeader(HttpHeaders.CONNECTION, CLOSE);
        Future<Void> out = writeOut(answer);
        hangUpLater();
        return out;
    }

    private Future<Void> writeOut(HttpAnswer answer) {
        response.setStatusCode(answer.status());
        response.putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType());
        if (!answer.headers().isEmpty()) {
            answer.headers().forEach(response::putHeader);
        }
        Path file = answer.file();
        if (file != null && !request.method().equals(HttpMethod.HEAD)) {
            return response.sendFile(file.toString());
        }
        Buffer body = answer.body();
        return response.end(body == null ? Buffer.buffer() : body);
    }
}
