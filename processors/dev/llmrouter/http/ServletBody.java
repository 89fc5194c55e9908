package dev.llmrouter.http;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The body of one answer of a servlet, written without blocking and flushed whenever there is nothing more to write. On
 * the event loop of its call.
 */
final class ServletBody implements WriteStream<Buffer> {

    private static final int WAITING_BYTES = 64 << 10;

    private final ServletOutput out;
    private final Deque<Piece> waiting = new ArrayDeque<>();
    private final Promise<Void> ended = Promise.promise();
    private volatile Runnable left = () -> {};
    private @Nullable Handler<Void> drained;
    private @Nullable Handler<Throwable> failed;
    private int most = WAITING_BYTES;
    private long waitingBytes;
    private long written;
    private boolean isAllowed;
    private boolean isFlushed = true;
    private boolean isEnding;
    private boolean isOver;

    /** Some bytes, and who wants to know that they have gone. */
    private record Piece(Buffer bytes, Promise<Void> gone) {}

    ServletBody(ServletOutput out) {
        this.out = out;
    }

    /** Begins to listen to the container; once, on a thread of it. */
    void listen() {
        out.listen(
                () -> {
                    isAllowed = true;
                    drain();
                },
                this::left);
    }

    /** Tells who leaves before the end. */
    void onLeft(Runnable tell) {
        left = tell;
    }

    boolean isOver() {
        return isOver || isEnding;
    }

    long written() {
        return written;
    }

    /** The container allows no more once it said no, until it says that something may be written. */
    private void drain() {
        try {
            while (isAllowed && !isOver) {
                if (!out.isReady()) {
                    isAllowed = false;
                } else if (!waiting.isEmpty()) {
                    writeOut(waiting.remove());
                } else if (!isFlushed) {
                    isFlushed = true;
                    out.flush();
                } else {
                    break;
                }
            }
        } catch (IOException | IllegalStateException broken) {
            left();
            return;
        }
        if (isEnding && isAllowed && !isOver) {
            isOver = true;
            out.complete();
            ended.complete();
        } else {
            tellDrained();
        }
    }

    private void writeOut(Piece piece) throws IOException {
        byte[] bytes = piece.bytes().getBytes();
        out.write(bytes);
        isFlushed = false;
        waitingBytes -= bytes.length;
        written += bytes.length;
        piece.gone().complete();
    }

    private void tellDrained() {
        Handler<Void> tell = drained;
        if (tell != null && waitingBytes <= most / 2) {
            drained = null;
            tell.handle(null);
        }
    }

    /** Ends it here, since nobody is there any more. */
    void left() {
        if (giveUp()) {
            out.complete();
        }
    }

    /** {@return whether it was not over; from now on it is, and its caller counts as gone} */
    boolean giveUp() {
        if (isOver) {
            return false;
        }
        isOver = true;
        IOException why = new IOException("the caller left");
        waiting.forEach(piece -> piece.gone().fail(why));
        waiting.clear();
        ended.tryFail(why);
        left.run();
        Handler<Throwable> tell = failed;
        if (tell != null) {
            tell.handle(why);
        }
        return true;
    }

    @Override
    public Future<Void> write(Buffer piece) {
        if (isOver) {
            return Future.failedFuture("the caller left");
        }
        Promise<Void> gone = Promise.promise();
        waiting.add(new Piece(piece, gone));
        waitingBytes += piece.length();
        drain();
        return gone.future();
    }

    @Override
    public void write(Buffer piece, Handler<AsyncResult<Void>> told) {
        write(piece).onComplete(told);
    }

    @Override
    public void end(Handler<AsyncResult<Void>> told) {
        if (isOver) {
            ended.tryFail("the caller left");
        }
        isEnding = true;
        drain();
        ended.future().onComplete(told);
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        failed = handler;
        return this;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int bytes) {
        most = bytes;
        return this;
    }

    @Override
    public boolean writeQueueFull() {
        return waitingBytes >= most;
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        drained = handler;
        return this;
    }
}
