package dev.llmrouter.fault;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A stream of events that come one by one, with a pause before each. On one event loop. */
final class SlowEvents implements ReadStream<Buffer> {

    private final ReadStream<Buffer> upstream;
    private final Vertx vertx;
    private final long pauseMillis;
    private final EventEnds ends = new EventEnds();
    private final Deque<Buffer> waiting = new ArrayDeque<>();
    private boolean isPaused = true;
    private boolean isEnded;
    private boolean isTicking;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;

    SlowEvents(ReadStream<Buffer> upstream, Vertx vertx, Duration pause) {
        this.upstream = upstream;
        this.vertx = vertx;
        this.pauseMillis = Math.max(1, pause.toMillis());
    }

    private void arrived(Buffer piece) {
        int from = 0;
        for (int end = ends.next(piece, 0); end >= 0; end = ends.next(piece, end)) {
            waiting.add(piece.slice(from, end));
            from = end;
        }
        if (from < piece.length()) {
            waiting.add(piece.slice(from, piece.length()));
        }
        upstream.pause();
        tickLater();
    }

    private void ended() {
        isEnded = true;
        tickLater();
    }

    private void tickLater() {
        if (!isTicking && !isPaused) {
            isTicking = true;
            vertx.setTimer(pauseMillis, due -> tick());
        }
    }

    private void tick() {
        isTicking = false;
        if (isPaused) {
            return;
        }
        Buffer next = waiting.poll();
        if (next != null && handler != null) {
            handler.handle(next);
        } else if (isEnded && endHandler != null) {
            isEnded = false;
            endHandler.handle(null);
            return;
        }
        goOn();
    }

    private void goOn() {
        if (!waiting.isEmpty() || isEnded) {
            tickLater();
        } else if (!isPaused) {
            upstream.resume();
        }
    }

    @Override
    public SlowEvents exceptionHandler(@Nullable Handler<Throwable> handler) {
        upstream.exceptionHandler(handler);
        return this;
    }

    @Override
    public SlowEvents handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        upstream.handler(handler == null ? null : this::arrived);
        return this;
    }

    @Override
    public SlowEvents endHandler(@Nullable Handler<Void> endHandler) {
        this.endHandler = endHandler;
        upstream.endHandler(endHandler == null ? null : end -> ended());
        return this;
    }

    @Override
    public SlowEvents pause() {
        isPaused = true;
        upstream.pause();
        return this;
    }

    @Override
    public SlowEvents resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public SlowEvents fetch(long amount) {
        isPaused = false;
        goOn();
        return this;
    }
}
