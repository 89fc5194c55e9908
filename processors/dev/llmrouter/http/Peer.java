package dev.llmrouter.http;

import dev.llmrouter.llm.Cancellation;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who sent one request: what was asked, and the way back, whatever server it came to. Whatever writes is called on the
 * event loop of {@link #loop}.
 */
interface Peer {

    /** {@return the method, in capitals} */
    String method();

    /** {@return the path as it was sent, with no query, below what the host puts in front} */
    String path();

    /** {@return what follows the question mark, as it came; null where there is none} */
    @Nullable
    String query();

    /** {@return the IP address at the other end of the connection; null where it has none} */
    @Nullable
    String address();

    /** {@return the headers of the request} */
    MultiMap headers();

    /** {@return the event loop that all of its answer is written on} */
    Context loop();

    /**
     * Reads the body, and tells the one or the other, once: the body, or that it never will be there. What is too long
     * has been answered then.
     */
    void read(int most, Dialect dialect, Consumer<Buffer> whole, Runnable never);

    /** {@return the body, left where it is until somebody takes it} */
    UnreadForm unread();

    /** Answers a request that nobody is to look at; may be called where the request came. */
    void refuse(Dialect dialect, Refusal refusal);

    /** Has what is begun for the caller cancelled where it leaves before all of the answer is out. */
    void onLeft(Cancellation cancellation);

    /** Adds a header to the answer; before that has begun. */
    void header(CharSequence name, CharSequence value);

    /** Says that the answer is the last on its connection; before that has begun. */
    void lastOfConnection();

    /** Begins an answer whose length nobody knows. */
    void begin(int status);

    /** {@return whether the head of the answer is out} */
    boolean isBegun();

    /** {@return whether nothing can be written any more} */
    boolean isOver();

    /** {@return how much is out} */
    long bytesWritten();

    /** {@return where pieces of an answer go that has begun, and its end} */
    WriteStream<Buffer> body();

    /**
     * Writes a whole answer.
     *
     * @return what completes with the last byte, or when the caller has left
     */
    Future<Void> write(HttpAnswer answer);

    /** Ends an answer such that it does not look whole. */
    void cut();

    /** Gives up a caller that takes nothing, at once. */
    void leave();

    /** Has the connection closed now that all is out. */
    void close();
}
