package dev.llmrouter.http;

import dev.llmrouter.call.StreamTerms;
import dev.llmrouter.outcome.LlmStream;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
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

    private final Peer peer;
    private final Dialect dialect;
    private final StreamTerms terms;
    private @Nullable Upkeep upkeep;

    LiveResponse(Peer peer, Dialect dialect, StreamTerms terms) {
        this.peer = peer;
        this.dialect = dialect;
        this.terms = terms;
    }

    /** There is no answer yet; where none comes for long, the response begins without one. */
    void await() {
        upkeep = keeping(terms);
    }

    private Upkeep keeping(StreamTerms by) {
        Upkeep started = new Upkeep(peer, by, this::keepAlive, peer::leave);
        started.start();
        return started;
    }

    /** What is written is whole events, so wherever nothing comes is between two of them. */
    private void keepAlive() {
        if (!peer.isBegun()) {
            begin(200, HttpAnswer.EVENTS, Map.of());
        }
        var unused = peer.body().write(dialect.keepalive());
    }

    private void begin(int status, String contentType, Map<String, String> headers) {
        peer.begin(status);
        peer.header(HttpHeaders.CONTENT_TYPE, contentType);
        headers.forEach(peer::header);
        HEADERS.forEach(peer::header);
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
            return peer.isBegun() && !peer.isOver() ? peer.body().end(dialect.event(answer)) : peer.write(answer);
        }
        if (peer.isOver()) {
            stop();
            return stop(stream).eventually(beforeEnd);
        }
        if (!peer.isBegun()) {
            begin(answer.status(), answer.contentType(), answer.headers());
        }
        if (upkeep == null) {
            upkeep = keeping(answer.isEvents() ? terms : terms.withoutKeepalive());
        }
        return pipe(stream)
                .eventually(beforeEnd)
                .compose(out -> answer.isEvents() || stream.failure() == null
                        ? peer.body().end()
                        : cut())
                .onComplete(out -> stop());
    }

    private void stop() {
        if (upkeep != null) {
            upkeep.stop();
        }
    }

    /** A caller that left has no response that could be ended. */
    private Future<Void> pipe(LlmStream stream) {
        return stream.pipe().endOnComplete(false).to(peer.body()).recover(left -> stop(stream));
    }

    /** What broke off must not look whole: the caller sees a connection that is closed too early. */
    private Future<Void> cut() {
        peer.cut();
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
