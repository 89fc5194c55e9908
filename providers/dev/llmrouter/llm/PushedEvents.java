package dev.llmrouter.llm;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.impl.InboundBuffer;
import org.jspecify.annotations.Nullable;

/** Events that a model pushes from any thread, as a stream that is read on one event loop and can be paused. */
final class PushedEvents implements ReadStream<Buffer> {

    private static final Buffer END = Buffer.buffer();

    private final Context loop;
    private final InboundBuffer<Buffer> buffer;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;

    PushedEvents(Context loop) {
        this.loop = loop;
        this.buffer = new InboundBuffer<Buffer>(loop).pause().handler(this::deliver);
    }

    /** Adds an event. A model can't be paused, so what is not read yet waits here. */
    void push(byte[] event) {
        if (event.length > 0) {
            Buffer pushed = Buffer.buffer(event);
            loop.runOnContext(now -> buffer.write(pushed));
        }
    }

    /** Says that no event comes any more. */
    void finish() {
        loop.runOnContext(now -> buffer.write(END));
    }

    private void deliver(Buffer event) {
        if (event == END) {
            if (endHandler != null) {
                endHandler.handle(null);
            }
        } else if (handler != null) {
            handler.handle(event);
        }
    }

    @Override
    public PushedEvents exceptionHandler(@Nullable Handler<Throwable> ignored) {
        return this;
    }

    @Override
    public PushedEvents handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public PushedEvents pause() {
        buffer.pause();
        return this;
    }

    @Override
    public PushedEvents resume() {
        buffer.resume();
        return this;
    }

    @Override
    public PushedEvents fetch(long amount) {
        buffer.fetch(amount);
        return this;
    }

    @Override
    public PushedEvents endHandler(@Nullable Handler<Void> endHandler) {
        this.endHandler = endHandler;
        return this;
    }
}
