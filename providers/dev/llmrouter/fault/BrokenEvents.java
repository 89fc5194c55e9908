package dev.llmrouter.fault;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A stream of events with which something goes wrong behind some of them: the connection breaks, nothing more comes, or
 * one comes that is none. On one event loop.
 */
final class BrokenEvents implements ReadStream<Buffer> {

    private static final Buffer NO_EVENT = Buffer.buffer("data: {\"choices\":[{\"delta\":{\"content\":\"a fau\n\n");

    private final ReadStream<Buffer> upstream;
    private final FaultKind fault;
    private final EventEnds ends = new EventEnds();
    private int before;
    private boolean hasStruck;
    private boolean isOver;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Throwable> broken;

    BrokenEvents(ReadStream<Buffer> upstream, FaultKind fault, int before) {
        this.upstream = upstream;
        this.fault = fault;
        this.before = before;
    }

    private void arrived(Buffer piece) {
        if (isOver) {
            return;
        }
        int at = hasStruck ? -1 : strikesAt(piece);
        if (at < 0) {
            pass(piece);
            return;
        }
        hasStruck = true;
        if (at > 0) {
            pass(piece.slice(0, at));
        }
        strike(piece.slice(at, piece.length()));
    }

    /** {@return behind which byte of the piece it goes wrong; -1 where it does not yet} */
    private int strikesAt(Buffer piece) {
        int at = 0;
        while (before > 0 && at >= 0) {
            at = ends.next(piece, at);
            before -= at < 0 ? 0 : 1;
        }
        return at;
    }

    private void strike(Buffer rest) {
        if (fault == FaultKind.MALFORMED) {
            pass(NO_EVENT.copy().appendBuffer(rest));
            return;
        }
        isOver = true;
        if (fault == FaultKind.CUT && broken != null) {
            broken.handle(new IOException("a fault on purpose"));
        }
    }

    private void pass(Buffer piece) {
        if (handler != null) {
            handler.handle(piece);
        }
    }

    @Override
    public BrokenEvents exceptionHandler(@Nullable Handler<Throwable> handler) {
        this.broken = handler;
        upstream.exceptionHandler(handler);
        return this;
    }

    @Override
    public BrokenEvents handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        upstream.handler(handler == null ? null : this::arrived);
        return this;
    }

    @Override
    public BrokenEvents endHandler(@Nullable Handler<Void> endHandler) {
        upstream.endHandler(
                endHandler == null
                        ? null
                        : end -> {
                            if (!isOver) {
                                endHandler.handle(null);
                            }
                        });
        return this;
    }

    @Override
    public BrokenEvents pause() {
        upstream.pause();
        return this;
    }

    @Override
    public BrokenEvents resume() {
        upstream.resume();
        return this;
    }

    @Override
    public BrokenEvents fetch(long amount) {
        upstream.fetch(amount);
        return this;
    }
}
