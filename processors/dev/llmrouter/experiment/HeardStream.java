package dev.llmrouter.experiment;

import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.outcome.PassedStream;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A stream that passes as it is, of which the first megabyte is remembered. On the event loop of the first. */
final class HeardStream extends PassedStream {

    private static final int MOST_BYTES = 1 << 20;

    private final Buffer heard = Buffer.buffer();
    private boolean isWhole = true;

    HeardStream(LlmStream original) {
        super(original);
    }

    /** {@return what has passed, once it has ended; null where that was too much to remember} */
    byte @Nullable [] heard() {
        return isWhole ? heard.getBytes() : null;
    }

    private void hear(Buffer events) {
        isWhole &= heard.length() + events.length() <= MOST_BYTES;
        if (isWhole) {
            heard.appendBuffer(events);
        }
    }

    @Override
    public LlmStream handler(@Nullable Handler<Buffer> handler) {
        if (handler == null) {
            super.handler(null);
            return this;
        }
        super.handler(events -> {
            hear(events);
            handler.handle(events);
        });
        return this;
    }
}
