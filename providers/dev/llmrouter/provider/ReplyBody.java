package dev.llmrouter.provider;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.function.Consumer;

/** Collects the body of a response that is needed whole, as far as it is not too long. On one event loop. */
public final class ReplyBody {

    /** Longer than any honest reply; one with audio has some megabytes. */
    private static final int MAX_BYTES = 64 << 20;

    private final HttpClientResponse response;
    private final Consumer<Buffer> whole;
    private Buffer body = Buffer.buffer();
    private boolean isTooLong;

    ReplyBody(HttpClientResponse response, Consumer<Buffer> whole) {
        this.response = response;
        this.whole = whole;
    }

    /** Hands the body over when it is there, or says why it never will be. */
    void collect(Consumer<Failure> failed) {
        response.exceptionHandler(broken -> failed.accept(
                Failure.of(FailureClass.CUT, "The connection to the provider broke before the reply was complete.")));
        response.handler(piece -> {
            if (body.length() + piece.length() > MAX_BYTES) {
                isTooLong = true;
                body = Buffer.buffer();
                failed.accept(Failure.of(FailureClass.MALFORMED, "The provider's answer is too long."));
            } else {
                body = body.length() == 0 ? piece : body.appendBuffer(piece);
            }
        });
        response.endHandler(end -> {
            if (!isTooLong) {
                whole.accept(body);
            }
        });
    }
}
