package dev.llmrouter.call;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.outcome.Usage;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A stream whose events are remembered as they pass, up to 4 MB; read by who waits for its end. */
public final class RecordedStream implements LlmStream {

    private static final int LARGEST = 4 * 1024 * 1024;

    private final LlmStream stream;
    private final Runnable ended;
    private final Buffer passed = Buffer.buffer();
    private boolean isTooLong;
    private volatile boolean hasEnded;

    /** Remembers what passes. */
    public RecordedStream(LlmStream stream) {
        this(stream, () -> {});
    }

    /** The same, of whose end somebody else wants to know too, on the event loop and before its reader does. */
    public RecordedStream(LlmStream stream, Runnable ended) {
        this.stream = stream;
        this.ended = ended;
    }

    /** {@return all of its events, not to be changed; null where it has not come to its end, broke off, or is too long} */
    public @Nullable Buffer whole() {
        return hasEnded && !isTooLong && stream.failure() == null ? passed : null;
    }

    private void passes(Buffer events) {
        isTooLong |= passed.length() + events.length() > LARGEST;
        if (!isTooLong) {
            passed.appendBuffer(events);
        }
    }

    @Override
    public LlmStream handler(@Nullable Handler<Buffer> handler) {
        stream.handler(
                handler == null
                        ? null
                        : events -> {
                            passes(events);
                            handler.handle(events);
                        });
        return this;
    }

    @Override
    public LlmStream endHandler(@Nullable Handler<Void> handler) {
        stream.endHandler(
                handler == null
                        ? null
                        : end -> {
                            hasEnded = true;
                            ended.run();
                            handler.handle(null);
                        });
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
