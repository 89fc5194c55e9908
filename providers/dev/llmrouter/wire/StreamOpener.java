package dev.llmrouter.wire;

import dev.llmrouter.outcome.Failure;

/** What a stream tells whoever opened it. */
public interface StreamOpener {

    /** The first content is there, and is held until more has come. */
    default void begun() {}

    /** What has come is given away. */
    void opened();

    /** It ended before anything was given away. */
    void failed(Failure failure);

    /** It was opened, and has come to its end, good or bad; the provider may still have to close it. */
    void ended();

    /** The provider has closed it. */
    void drained();

    /** Stops the provider, if it is still sending. On the event loop. */
    void abort();

    /** {@return how many pieces could not be read before they became events here, of a stream that has ended} */
    default int leftOut() {
        return 0;
    }

    /** The caller left: stops everything, and calls {@link WireStream#broke} in its turn. From any thread. */
    void cancel();
}
