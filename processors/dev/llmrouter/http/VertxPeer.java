package dev.llmrouter.http;

import dev.llmrouter.llm.Cancellation;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.streams.WriteStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who sent one request to a server of Vert.x; all of it is on the event loop of the connection. */
final class VertxPeer implements Peer {

    /** For who is refused to read why, before the connection is closed. */
    private static final long LINGERING_MILLIS = 2000;

    private final HttpServerRequest request;
    private final HttpServerResponse response;

    VertxPeer(HttpServerRequest request) {
        this.request = request;
        this.response = request.response();
    }

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public String path() {
        return request.path();
    }

    @Override
    public @Nullable String query() {
        return request.query();
    }

    @Override
    public @Nullable String address() {
        SocketAddress remote = request.remoteAddress();
        return remote == null ? null : remote.hostAddress();
    }

    @Override
    public MultiMap headers() {
        return request.headers();
    }

    @Override
    public Context loop() {
        return Objects.requireNonNull(Vertx.currentContext());
    }

    @Override
    public void read(int most, Dialect dialect, Consumer<Buffer> whole, Runnable never) {
        new BodyReader(this, request, most, dialect).read(whole, never);
    }

    @Override
    public UnreadForm unread() {
        request.pause();
        return new VertxForm(request);
    }

    @Override
    public void refuse(Dialect dialect, Refusal refusal) {
        dialect.name(RequestIds.of(request.headers()), this);
        var unused = write(dialect.answer(refusal));
    }

    @Override
    public void onLeft(Cancellation cancellation) {
        response.closeHandler(left -> cancellation.cancel());
    }

    @Override
    public void header(CharSequence name, CharSequence value) {
        response.putHeader(name, value);
    }

    @Override
    public void lastOfConnection() {
        response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }

    @Override
    public void begin(int status) {
        response.setStatusCode(status).setChunked(true);
    }

    @Override
    public boolean isBegun() {
        return response.headWritten();
    }

    @Override
    public boolean isOver() {
        return response.closed() || response.ended();
    }

    @Override
    public long bytesWritten() {
        return response.bytesWritten();
    }

    @Override
    public WriteStream<Buffer> body() {
        return response;
    }

    @Override
    public void cut() {
        response.reset();
    }

    /** Not as Vert.x closes connections, which waits until the caller has taken what is written. */
    @Override
    public void leave() {
        HttpConnection connection = request.connection();
        if (request.streamId() < 0 && connection instanceof ConnectionBase base) {
            var unused = base.channelHandlerContext().close();
        } else {
            response.reset();
        }
    }

    @Override
    public void close() {
        request.connection().close();
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

    /** Where the request has not been read to its end, it is the last on its connection. */
    @Override
    public Future<Void> write(HttpAnswer answer) {
        if (isOver()) {
            return Future.failedFuture("the caller left");
        }
        if (request.isEnded() || !hasBody()) {
            return writeOut(answer);
        }
        lastOfConnection();
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
