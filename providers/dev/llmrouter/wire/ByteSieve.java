package dev.llmrouter.wire;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.Usage;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Lets everything through, as for sound: where it ends only the connection can say, and what it took nobody does. */
final class ByteSieve implements Sieve {

    private boolean hasContent;

    @Override
    public Buffer sift(Buffer arrived) {
        hasContent |= arrived.length() > 0;
        return arrived;
    }

    @Override
    public Buffer siftRest() {
        return Buffer.buffer();
    }

    @Override
    public boolean hasContent() {
        return hasContent;
    }

    @Override
    public boolean isComplete() {
        return hasContent;
    }

    @Override
    public boolean isEnded() {
        return false;
    }

    @Override
    public @Nullable Failure failure() {
        return null;
    }

    @Override
    public Usage usage() {
        return Usage.UNCOUNTED;
    }

    /** Nothing: whatever came here would be taken for a part of the sound. */
    @Override
    public Buffer broken(Failure why) {
        return Buffer.buffer();
    }

    @Override
    public Buffer end() {
        return Buffer.buffer();
    }
}
