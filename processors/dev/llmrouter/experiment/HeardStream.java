package dev.llmrouter.experiment;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.outcome.Usage;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A stream that passes as it is, of which the first megabyte is remembered. On the event loop of the first. */
final class HeardStream implements LlmStream {

    private static final int MOST_BYTES = 1 << 20;

    private final LlmStream original;
    private final Buffer heard = Buffer.buffer();
    private boolean isWhole = true;

    HeardStream(LlmStream original) {
        this.original = original;
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
    public void cancel() {
        original.cancel();
    }

    @Override
    public Usage usage() {
        return original.usage();
    }

    @Override
    public @Nullable Failure failure() {
        return original.failure();
    }

    @Override
    public boolean isDraining() {
        return original.isDraining();
    }

    @Override
    public int leftOut() {
        return original.leftOut();
    }

    @Override
    public HeardStream exceptionHandler(@Nullable Handler<Throwable> handler) {
        original.exceptionHandler(handler);
        return this;
    }

    @Override
    public HeardStream handler(@Nullable Handler<Buffer> handler) {
        if (handler == null) {
            original.handler(null);
            return this;
        }
        original.handler(events -> {
            hear(events);
            handler.handle(events);
        });
        return this;
    }

    @Override
    public HeardStream pause() {
        original.pause();
        return this;
    }

    @Override
    public HeardStream resume() {
        original.resume();
        return this;
    }

    @Override
    public HeardStream fetch(long amount) {
        original.fetch(amount);
        return this;
    }

    @Override
    public HeardStream endHandler(@Nullable Handler<Void> endHandler) {
        original.endHandler(endHandler);
        return this;
    }
}
