package dev.llmrouter.llm;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.outcome.LlmStream;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A stream that is read to its end before anybody sees it, so that another target can still answer in its place. */
public final class HeldReply {

    /** Some millions of tokens; without a limit a provider could fill the memory. */
    private static final int MOST_BYTES = 16 << 20;

    private final LlmStream stream;
    private final Buffer events = Buffer.buffer();
    private final CompletableFuture<WholeStream> whole = new CompletableFuture<>();

    private HeldReply(LlmStream stream) {
        this.stream = stream;
    }

    /**
     * {@return a reply whose stream, if it has one, has come to its end} Fails with an {@link LlmException} where the
     * stream breaks off, of class MALFORMED where it is longer than 16 MB.
     *
     * @param loop the event loop that the stream is read on; null where its caller has none
     */
    public static CompletableFuture<LlmReply> of(LlmReply reply, @Nullable Context loop) {
        LlmStream stream = reply.stream();
        if (stream == null || stream instanceof WholeStream) {
            return CompletableFuture.completedFuture(reply);
        }
        HeldReply held = new HeldReply(stream);
        if (loop == null) {
            held.read();
        } else {
            loop.runOnContext(now -> held.read());
        }
        return held.whole.thenApply(reply::with);
    }

    /** {@return the same held reply with other events, of which there is the same count of tokens} */
    public static LlmReply with(LlmReply held, Buffer events) {
        return held.with(WholeStream.of(events, held.usage()));
    }

    private void read() {
        stream.handler(this::add);
        stream.endHandler(end -> end());
        stream.resume();
    }

    private void add(Buffer more) {
        if (events.length() + more.length() > MOST_BYTES) {
            whole.completeExceptionally(tooLong().asException());
            stream.cancel();
        } else {
            events.appendBuffer(more);
        }
    }

    private void end() {
        Failure broke = stream.failure();
        if (broke == null) {
            whole.complete(WholeStream.of(events, stream.usage()));
        } else {
            whole.completeExceptionally(broke.asException());
        }
    }

    private static Failure tooLong() {
        return Failure.of(FailureClass.MALFORMED, "The stream is longer than can be held back to be checked.");
    }
}
