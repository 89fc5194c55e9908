package dev.llmrouter.http;

import io.vertx.core.Context;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/**
 * What a container has for one answer. It uses the same objects for the next request once it has ended this one, which it
 * does on threads of its own, so whoever touches them holds the lock of this and has looked whether they are still there.
 */
final class ServletOutput implements WriteListener, AsyncListener {

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final Context loop;
    private volatile Runnable writable = () -> {};
    private volatile Runnable ended = () -> {};
    private boolean isClosed;

    ServletOutput(AsyncContext async, ServletOutputStream out, Context loop) {
        this.async = async;
        this.out = out;
        this.loop = loop;
    }

    /**
     * Has the container say from now on when something may be written, and that it has ended the request; once, on a thread
     * of the container. Both are told on the event loop.
     */
    void listen(Runnable whenWritable, Runnable whenEnded) {
        writable = whenWritable;
        ended = whenEnded;
        async.addListener(this);
        out.setWriteListener(this);
    }

    /** Does something with what the container has, unless it has ended the request. */
    synchronized void whileOpen(Runnable touch) {
        if (!isClosed) {
            touch.run();
        }
    }

    /** Who is told no asks again when the container says that something may be written. */
    synchronized boolean isReady() throws IOException {
        check();
        return out.isReady();
    }

    synchronized void write(byte[] bytes) throws IOException {
        check();
        out.write(bytes);
    }

    synchronized void flush() throws IOException {
        check();
        out.flush();
    }

    /** Ends the request, where the container has not. */
    synchronized void complete() {
        if (!isClosed) {
            isClosed = true;
            try {
                async.complete();
            } catch (IllegalStateException e) {
                // the container itself did, since the connection is broken
            }
        }
    }

    private void check() throws IOException {
        if (isClosed) {
            throw new IOException("the container has ended the request");
        }
    }

    @Override
    public void onWritePossible() {
        loop.runOnContext(now -> writable.run());
    }

    @Override
    public void onError(Throwable broken) {
        complete();
        loop.runOnContext(now -> ended.run());
    }

    @Override
    public void onError(AsyncEvent broken) {
        complete();
        loop.runOnContext(now -> ended.run());
    }

    @Override
    public void onComplete(AsyncEvent done) {
        whileOpen(() -> isClosed = true);
        loop.runOnContext(now -> ended.run());
    }

    /** There is no limit of the container. */
    @Override
    public void onTimeout(AsyncEvent never) {}

    /** It is begun once. */
    @Override
    public void onStartAsync(AsyncEvent never) {}
}
