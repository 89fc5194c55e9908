package dev.llmrouter.resume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.Json;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of one chat completion, which another stream goes on with where the first breaks off: one id, one end, and
 * an error only where nobody goes on. Reads every chunk. On one event loop, but for {@link #cancel()}.
 */
final class SplicedStream implements LlmStream {

    /** Finds somebody to go on. */
    @FunctionalInterface
    interface Resumption {

        /**
         * Asks for the rest.
         *
         * @param used the tokens so far
         * @param then hears of it on the stream's event loop; null where nobody goes on
         */
        void resume(String said, Usage used, Consumer<@Nullable LlmStream> then);
    }

    private final Resumption resumption;
    private final SaidText said = new SaidText();
    private final FollowingChunks chunks = new FollowingChunks();
    private volatile LlmStream current;
    private volatile boolean isCancelled;
    private volatile @Nullable Failure failure;
    private volatile Usage before = Usage.NONE;
    private int leftOutBefore;
    private boolean isFirst = true;
    private boolean isResuming;
    private boolean isPaused = true;
    private @Nullable Buffer withheld;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;

    SplicedStream(LlmStream first, Resumption resumption) {
        this.current = first;
        this.resumption = resumption;
    }

    private void arrived(Buffer events) {
        byte[] bytes = events.getBytes();
        Buffer passed = Buffer.buffer(bytes.length);
        EventCutter.forEach(bytes, (from, end, data) -> {
            JsonNode chunk = data == null || data.isDone() ? null : tree(data);
            if (chunk == null) {
                passed.appendBytes(bytes, from, end - from);
            } else if (chunk.hasNonNull("error")) {
                error(Buffer.buffer(end - from).appendBytes(bytes, from, end - from), passed);
            } else {
                pass(chunk, bytes, from, end, passed);
            }
        });
        give(passed);
    }

    private static @Nullable JsonNode tree(EventCutter.Data data) {
        try {
            return Json.MAPPER.readTree(data.bytes(), data.from(), data.length());
        } catch (IOException e) {
            return null;
        }
    }

    private void pass(JsonNode chunk, byte[] bytes, int from, int end, Buffer passed) {
        said.hear(chunk);
        if (isFirst) {
            chunks.hear(chunk);
            passed.appendBytes(bytes, from, end - from);
        } else if (chunk instanceof ObjectNode object) {
            JsonNode following = chunks.following(object, before);
            if (following != null) {
                passed.appendString("data: ").appendString(following.toString()).appendString("\n\n");
            }
        }
    }

    /** Behind it the stream ends. */
    private void error(Buffer event, Buffer passed) {
        Failure broke = current.failure();
        if (broke != null && broke.kind().failsOver() && said.canGoOn() && !isCancelled) {
            withheld = event;
        } else {
            passed.appendBuffer(event);
        }
    }

    private void give(Buffer events) {
        if (events.length() > 0 && handler != null) {
            handler.handle(events);
        }
    }

    private void ended() {
        LlmStream broken = current;
        if (withheld == null) {
            finish(broken.failure());
            return;
        }
        isResuming = true;
        resumption.resume(said.toString(), before.plus(broken.usage()), next -> resumed(broken, next));
    }

    private void resumed(LlmStream broken, @Nullable LlmStream next) {
        isResuming = false;
        Buffer error = withheld;
        withheld = null;
        if (next == null) {
            give(error == null ? Buffer.buffer() : error);
            finish(isCancelled ? left() : broken.failure());
            return;
        }
        before = before.plus(broken.usage());
        leftOutBefore += broken.leftOut();
        isFirst = false;
        current = next;
        if (isCancelled) {
            next.cancel();
            finish(left());
            return;
        }
        next.handler(this::arrived).endHandler(end -> ended());
        if (!isPaused) {
            next.resume();
        }
    }

    private static Failure left() {
        return Failure.of(FailureClass.CANCELLED, "The caller left.");
    }

    private void finish(@Nullable Failure why) {
        failure = why;
        if (endHandler != null) {
            endHandler.handle(null);
        }
    }

    @Override
    public void cancel() {
        isCancelled = true;
        current.cancel();
    }

    /** Whoever is asked for the rest must be waited for, since the call can't be settled before. */
    @Override
    public boolean isDraining() {
        return isResuming || current.isDraining();
    }

    @Override
    public int leftOut() {
        return leftOutBefore + current.leftOut();
    }

    @Override
    public Usage usage() {
        return before.plus(current.usage());
    }

    @Override
    public @Nullable Failure failure() {
        return failure;
    }

    @Override
    public SplicedStream exceptionHandler(@Nullable Handler<Throwable> ignored) {
        return this;
    }

    @Override
    public SplicedStream handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        current.handler(handler == null ? null : this::arrived);
        return this;
    }

    @Override
    public SplicedStream endHandler(@Nullable Handler<Void> endHandler) {
        this.endHandler = endHandler;
        current.endHandler(endHandler == null ? null : end -> ended());
        return this;
    }

    @Override
    public SplicedStream pause() {
        isPaused = true;
        current.pause();
        return this;
    }

    @Override
    public SplicedStream resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public SplicedStream fetch(long amount) {
        isPaused = false;
        current.fetch(amount);
        return this;
    }
}
