package dev.llmrouter.outcome;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A stream that passes on another one as it is; what it does besides is for who extends it. */
public abstract class PassedStream implements LlmStream {

    private final LlmStream stream;

    /** Passes that one on. */
    protected PassedStream(LlmStream stream) {
        this.stream = stream;
    }

    @Override
    public LlmStream handler(@Nullable Handler<Buffer> handler) {
        stream.handler(handler);
        return this;
    }

    @Override
    public LlmStream endHandler(@Nullable Handler<Void> handler) {
        stream.endHandler(handler);
        return this;
    }

    @Override
    public LlmStream exceptionHandler(@Nullable Handler<Throwable> handler) {
        stream.exceptionHandler(handler);
        return this;
    }

    @Override
    public LlmStream pause() {
        stream.pause();
        return this;
    }

    @Override
    public LlmStream resume() {
        stream.resume();
        return this;
    }

    @Override
    public LlmStream fetch(long amount) {
        stream.fetch(amount);
        return this;
    }

    @Override
    public void cancel() {
        stream.cancel();
    }

    @Override
    public Usage usage() {
        return stream.usage();
    }

    @Override
    public @Nullable Failure failure() {
        return stream.failure();
    }

    @Override
    public boolean isDraining() {
        return stream.isDraining();
    }

    @Override
    public int leftOut() {
        return stream.leftOut();
    }
}
