package dev.llmrouter.wire;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.Usage;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** What a stream lets through of a provider's, and what it learns from it. Not thread-safe. */
interface Sieve {

    /** {@return what the caller is to see of what is now complete} */
    Buffer sift(Buffer arrived);

    /** {@return the same for what is left when the provider's stream has ended} */
    Buffer siftRest();

    /** {@return whether something came that a caller would show or act on} */
    boolean hasContent();

    /** {@return whether the reply is complete, so that the stream may end here; never without content} */
    boolean isComplete();

    /** {@return whether the provider has said that nothing comes any more} */
    boolean isEnded();

    /** {@return what came in place of the rest; null where nothing did} */
    @Nullable
    Failure failure();

    /** {@return how many characters came so far of what is said; as many as there can be where that means nothing} */
    default long length() {
        return Long.MAX_VALUE;
    }

    /** {@return how many events could not be read and are not passed on, of a stream that has ended} */
    default int leftOut() {
        return 0;
    }

    /** {@return the tokens so far; from any thread} */
    Usage usage();

    /** {@return what a stream ends with that breaks off after its first content} */
    Buffer broken(Failure why);

    /** {@return what a stream ends with whose provider says all but that} */
    Buffer end();
}
