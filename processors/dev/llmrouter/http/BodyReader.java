package dev.llmrouter.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Reads the body of one request on its event loop, and stops where it grows too long. */
final class BodyReader {

    private final HttpServerRequest request;
    private final int most;
    private final Dialect dialect;
    private Buffer body = Buffer.buffer();
    private boolean isRefused;

    BodyReader(HttpServerRequest request, int most, Dialect dialect) {
        this.request = request;
        this.most = most;
        this.dialect = dialect;
    }

    void read(Consumer<Buffer> whole) {
        if (request.isEnded()) {
            whole.accept(body);
            return;
        }
        String expect = request.getHeader(HttpHeaders.EXPECT);
        if (expect != null && expect.equalsIgnoreCase("100-continue")) {
            request.response().writeContinue();
        }
        request.handler(this::piece);
        request.endHandler(end -> {
            if (!isRefused) {
                whole.accept(body);
            }
        });
        request.exceptionHandler(left -> isRefused = true);
        request.resume();
    }

    private void piece(Buffer piece) {
        if (isRefused) {
            return;
        }
        if (body.length() + piece.length() > most) {
            isRefused = true;
            body = Buffer.buffer();
            new Responder(request).refuse(dialect, Admissible.tooLong(most));
        } else {
            body = body.length() == 0 ? piece : body.appendBuffer(piece);
        }
    }
}
