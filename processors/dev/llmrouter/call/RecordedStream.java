package dev.llmrouter.call;

import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.outcome.PassedStream;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A stream whose events are remembered as they pass, up to 4 MB; read by who waits for its end. */
public final class RecordedStream extends PassedStream {

    private static final int LARGEST = 4 * 1024 * 1024;

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
        super(stream);
        this.ended = ended;
    }

    /** {@return all of its events, not to be changed; null where it has not come to its end, broke off, or is too long} */
    public @Nullable Buffer whole() {
        return hasEnded && !isTooLong && failure() == null ? passed : null;
    }

    private void passes(Buffer events) {
        isTooLong |= passed.length() + events.length() > LARGEST;
        if (!isTooLong) {
            passed.appendBuffer(events);
        }
    }

    @Override
    public LlmStream handler(@Nullable Handler<Buffer> handler) {
        super.handler(
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
        super.endHandler(
                handler == null
                        ? null
                        : end -> {
                            hasEnded = true;
                            ended.run();
                            handler.handle(null);
                        });
        return this;
    }
}
