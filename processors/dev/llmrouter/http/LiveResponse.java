package dev.llmrouter.http;

import dev.llmrouter.call.StreamTerms;
import dev.llmrouter.outcome.LlmStream;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The response to one request for a stream, which may begin before there is an answer. On the event loop of the caller.
 */
final class LiveResponse {

    /** What every stream is sent with. */
    static final Map<CharSequence, CharSequence> HEADERS = Map.of(
            HttpHeaders.createOptimized("x-accel-buffering"),
            HttpHeaders.createOptimized("no"),
            HttpHeaders.CACHE_CONTROL,
            HttpHeaders.createOptimized("no-cache"));

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Dialect dialect;
    private final StreamTerms terms;
    private @Nullable Upkeep upkeep;

    LiveResponse(HttpServerRequest request, Dialect dialect, StreamTerms terms) {
        this.request = request;
        this.response = request.response();
        this.dialect = dialect;
        this.terms = terms;
    }

    /** There is no answer yet; where none comes for long, the response begins without one. */
    void await() {
        upkeep = keeping(terms);
    }

    private Upkeep keeping(StreamTerms by) {
        Upkeep started = new Upkeep(response, by, this::keepAlive, this::leave);
        started.start();
        return started;
    }

    /** What is written is whole events, so wherever nothing comes is between two of them. */
    private void keepAlive() {
        if (!response.headWritten()) {
            begin(200, HttpAnswer.EVENTS, Map.of());
        }
        response.write(dialect.keepalive());
    }

    private void begin(int status, String contentType, Map<String, String> headers) {
        response.setStatusCode(status).setChunked(true);
        response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
        headers.forEach(response::putHeader);
        HEADERS.forEach(response::putHeader);
    }

    /** Not as Vert.x closes connections, which waits until the caller has taken what is written. */
    private void leave() {
        HttpConnection connection = request.connection();
        if (request.streamId() < 0 && connection instanceof ConnectionBase base) {
            var unused = base.channelHandlerContext().close();
        } else {
            response.reset();
        }
    }

    /**
     * {@return what completes with the last byte, or when the caller has left}
     *
     * @param beforeEnd asked once where the answer is a stream: when all of it is written but its end, or it broke off
     */
    Future<Void> write(HttpAnswer answer, Supplier<Future<Void>> beforeEnd) {
        LlmStream stream = answer.stream();
        if (stream == null) {
            stop();
            return response.headWritten() && !response.closed()
                    ? response.end(dialect.event(answer))
                    : new Responder(request).write(answer);
        }
        if (response.closed() || response.ended()) {
            stop();
            return stop(stream).eventually(beforeEnd);
        }
        if (!response.headWritten()) {
            begin(answer.status(), answer.contentType(), answer.headers());
        }
        if (upkeep == null) {
            upkeep = keeping(answer.isEvents() ? terms : terms.withoutKeepalive());
        }
        return pipe(stream)
                .eventually(beforeEnd)
                .compose(out -> answer.isEvents() || stream.failure() == null ? response.end() : cut())
                .onComplete(out -> stop());
    }

    private void stop() {
        if (upkeep != null) {
            upkeep.stop();
        }
    }

    /** A caller that left has no response that could be ended. */
    private Future<Void> pipe(LlmStream stream) {
        return stream.pipe().endOnComplete(false).to(response).recover(left -> stop(stream));
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
        Objects.requireNonNull(Vertx.currentContext()).runOnContext(now -> {
            if (stream.isDraining()) {
                stream.handler(unseen -> {})
                        .endHandler(end -> stopped.fail("the caller left"))
                        .resume();
            } else {
                stopped.fail("the caller left");
            }
        });
        return stopped.future();
    }
}
