package dev.llmrouter.gateway;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.outcome.Usage;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.io.Closeable;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stream, read on a thread that waits for each piece. Who reads slowly holds the model back; who closes it before the end
 * stops the model. Read by one thread, closed by any.
 */
final class StreamReader implements Closeable {

    private static final Buffer END = Buffer.buffer();
    private static final int MOST = 16;

    /** Longer than anybody thinks about a piece, and not so long that a place at a target is lost. */
    private static final long PATIENCE_MILLIS = 30_000;

    private final LlmStream stream;
    private final Context loop;
    private final BlockingQueue<Buffer> arrived = new LinkedBlockingQueue<>();
    private boolean isPaused;
    private volatile boolean isOver;
    private volatile boolean isClosed;
    private volatile long lastRead = System.nanoTime();

    /** {@code loop} is the event loop that the stream is read on. */
    StreamReader(LlmStream stream, Context loop) {
        this.stream = stream;
        this.loop = loop;
        loop.runOnContext(now -> {
            stream.handler(this::add);
            stream.endHandler(end -> arrived.add(END));
            stream.resume();
        });
    }

    private void add(Buffer events) {
        arrived.add(events);
        if (arrived.size() >= MOST && !isPaused && !isClosed) {
            isPaused = true;
            stream.pause();
        }
    }

    /** {@return the next events; null where there are no more, and then {@link #failure()} says whether it is whole} */
    @Nullable
    Buffer next() {
        lastRead = System.nanoTime();
        if (isOver) {
            return null;
        }
        try {
            Buffer next = arrived.take();
            if (next == END) {
                isOver = true;
                return null;
            }
            if (arrived.isEmpty()) {
                loop.runOnContext(now -> goOn());
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw Failure.of(FailureClass.CANCELLED, "Whoever read the stream was interrupted.")
                    .asException();
        }
    }

    private void goOn() {
        if (isPaused) {
            isPaused = false;
            stream.resume();
        }
    }

    /** {@return why it broke off; null where it has not, or has not ended} */
    @Nullable
    Failure failure() {
        Failure broke = stream.failure();
        return broke == null && isClosed
                ? Failure.of(FailureClass.CANCELLED, "The stream was closed before its end.")
                : broke;
    }

    /** {@return the tokens, once it has ended} */
    Usage usage() {
        return stream.usage();
    }

    /** {@return whether it was closed before its end} */
    boolean isClosed() {
        return isClosed;
    }

    /** Nobody reads on. What still comes is thrown away, so that the call is settled with all that it took. */
    @Override
    public void close() {
        if (!isOver && !isClosed) {
            isClosed = true;
            loop.runOnContext(now -> {
                stream.cancel();
                stream.handler(unseen -> {});
                stream.resume();
            });
        }
    }

    /** Closes it once nobody has read for half a minute. */
    void closeWhereLeft() {
        loop.owner().setTimer(PATIENCE_MILLIS, timer -> {
            if (System.nanoTime() - lastRead >= TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
                close();
            } else if (!isOver && !isClosed) {
                closeWhereLeft();
            }
        });
    }
}
