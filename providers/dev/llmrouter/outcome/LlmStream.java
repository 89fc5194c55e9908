package dev.llmrouter.outcome;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * A reply that is still arriving, from its first content on: server-sent events in OpenAI's format, whole events in
 * every buffer, with back-pressure. It begins paused and is read on one event loop.
 *
 * <p>It always comes to its end. A reply that is whole ends with {@code [DONE]}; one that breaks off ends with an event
 * that holds an {@code error}, and has a {@link #failure()}. It never calls an exception handler.
 *
 * <p>Sound and the like arrive as bytes in place of events. Such a stream can't say how it ended: that only
 * {@link #failure()} tells.
 */
public interface LlmStream extends ReadStream<Buffer> {

    /** Stops the model; the stream ends with a failure of class CANCELLED. From any thread. */
    void cancel();

    /** {@return the tokens, once it has ended; counted by the router where the provider did not say} */
    Usage usage();

    /** {@return why it broke off; null where it did not, or has not ended} */
    @Nullable
    Failure failure();

    /**
     * {@return whether it was cancelled and goes on to its end all the same, to which it must be read} Nobody is to see
     * what still comes. On its event loop.
     */
    default boolean isDraining() {
        return false;
    }

    /** {@return how many events of the provider could not be read, so that they were not passed on; of one that has ended} */
    default int leftOut() {
        return 0;
    }

    @Override
    LlmStream exceptionHandler(@Nullable Handler<Throwable> handler);

    @Override
    LlmStream handler(@Nullable Handler<Buffer> handler);

    @Override
    LlmStream pause();

    @Override
    LlmStream resume();

    @Override
    LlmStream fetch(long amount);

    @Override
    LlmStream endHandler(@Nullable Handler<Void> handler);
}
