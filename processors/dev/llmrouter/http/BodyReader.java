package dev.llmrouter.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Reads the body of one request on its event loop, and stops where it grows too long. */
final class BodyReader {

    private final VertxPeer peer;
    private final HttpServerRequest request;
    private final int most;
    private final Dialect dialect;
    private Buffer body = Buffer.buffer();
    private boolean isRefused;

    BodyReader(VertxPeer peer, HttpServerRequest request, int most, Dialect dialect) {
        this.peer = peer;
        this.request = request;
        this.most = most;
        this.dialect = dialect;
    }

    /** Tells the one or the other, once: the body, or that it never will be there. */
    void read(Consumer<Buffer> whole, Runnable never) {
        if (request.isEnded()) {
            whole.accept(body);
            return;
        }
        String expect = request.getHeader(HttpHeaders.EXPECT);
        if (expect != null && expect.equalsIgnoreCase("100-continue")) {
            request.response().writeContinue();
        }
        request.handler(piece -> piece(piece, never));
        request.endHandler(end -> {
            if (!isRefused) {
                whole.accept(body);
            }
        });
        request.exceptionHandler(left -> refused(never));
        request.resume();
    }

    private void refused(Runnable never) {
        if (!isRefused) {
            isRefused = true;
            never.run();
        }
    }

    private void piece(Buffer piece, Runnable never) {
        if (isRefused) {
            return;
        }
        if (body.length() + piece.length() > most) {
            refused(never);
            body = Buffer.buffer();
            peer.refuse(dialect, Admissible.tooLong(most));
        } else {
            body = body.length() == 0 ? piece : body.appendBuffer(piece);
        }
    }
}
