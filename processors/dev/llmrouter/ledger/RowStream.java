package dev.llmrouter.ledger;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.outcome.Usage;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Pages as a stream of bytes: the next one is read when the reader wants it, on a worker. Of one event loop. */
final class RowStream implements LlmStream {

    private final Callable<Buffer> pages;
    private final Executor workers;
    private @Nullable Buffer ready;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Context loop;
    private long demand;
    private boolean isReading;
    private boolean isEnded;
    private volatile boolean isCancelled;
    private @Nullable Failure failure;

    /** {@code first} was read before, since whoever asks is to be told that it can't be; {@code pages} ends with an empty one. */
    RowStream(Buffer first, Callable<Buffer> pages, Executor workers) {
        this.ready = first;
        this.pages = pages;
        this.workers = workers;
    }

    private void move() {
        Handler<Buffer> to = handler;
        if (isEnded || to == null || demand == 0 || isReading) {
            return;
        }
        Buffer page = ready;
        if (page == null) {
            read();
            return;
        }
        ready = null;
        demand -= demand == Long.MAX_VALUE ? 0 : 1;
        to.handle(page);
        move();
    }

    private void read() {
        isReading = true;
        Context on = loop;
        workers.execute(() -> {
            try {
                Buffer page = isCancelled ? Buffer.buffer() : pages.call();
                if (on != null) {
                    on.runOnContext(now -> took(page, null));
                }
            } catch (Exception e) {
                Failure why = Failure.of(FailureClass.INTERNAL, "The ledger could not be read to its end.");
                if (on != null) {
                    on.runOnContext(now -> took(null, why));
                }
            }
        });
    }

    private void took(@Nullable Buffer page, @Nullable Failure why) {
        isReading = false;
        if (page != null && page.length() > 0) {
            ready = page;
            move();
        } else {
            failure = isCancelled ? Failure.of(FailureClass.CANCELLED, "The reader left.") : why;
            end();
        }
    }

    private void end() {
        isEnded = true;
        if (endHandler != null) {
            endHandler.handle(null);
        }
    }

    @Override
    public void cancel() {
        isCancelled = true;
    }

    @Override
    public Usage usage() {
        return Usage.NONE;
    }

    @Override
    public @Nullable Failure failure() {
        return failure;
    }

    @Override
    public LlmStream exceptionHandler(@Nullable Handler<Throwable> unused) {
        return this;
    }

    @Override
    public LlmStream handler(@Nullable Handler<Buffer> taker) {
        handler = taker;
        loop = Vertx.currentContext();
        move();
        return this;
    }

    @Override
    public LlmStream pause() {
        demand = 0;
        return this;
    }

    @Override
    public LlmStream resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public LlmStream fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        move();
        return this;
    }

    @Override
    public LlmStream endHandler(@Nullable Handler<Void> ended) {
        endHandler = ended;
        return this;
    }
}
