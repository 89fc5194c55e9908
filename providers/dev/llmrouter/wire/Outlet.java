package dev.llmrouter.wire;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** What comes out of a stream, held while nobody reads. On one event loop. */
final class Outlet {

    private @Nullable Buffer held = Buffer.buffer();
    private boolean isPaused = true;
    private boolean isEndDue;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;

    void to(@Nullable Handler<Buffer> reader) {
        this.handler = reader;
    }

    void atEnd(@Nullable Handler<Void> reader) {
        this.endHandler = reader;
    }

    boolean isPaused() {
        return isPaused;
    }

    void pause() {
        isPaused = true;
    }

    void resume() {
        isPaused = false;
        flush();
    }

    /** Keeps events back, and {@return how many bytes are kept} */
    int hold(Buffer events) {
        Buffer all = held == null ? Buffer.buffer() : held;
        held = all.appendBuffer(events);
        return all.length();
    }

    /** Gives events to the reader, behind those that are held. */
    void deliver(Buffer events) {
        if (handler == null || isPaused || held != null) {
            hold(events);
        } else if (events.length() > 0) {
            handler.handle(events);
        }
    }

    /** Forgets what is held: nobody reads on. */
    void drop() {
        held = null;
        isPaused = false;
    }

    /** Nothing comes any more. */
    void end() {
        isEndDue = true;
        if (!isPaused) {
            flush();
        }
    }

    private void flush() {
        Buffer first = held;
        if (handler == null) {
            return;
        }
        held = null;
        if (first != null && first.length() > 0) {
            handler.handle(first);
        }
        if (isEndDue && !isPaused && endHandler != null) {
            isEndDue = false;
            endHandler.handle(null);
        }
    }
}
