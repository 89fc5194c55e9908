package dev.llmrouter.llm;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.wire.FittedRequest;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.WireRequest;

/**
 * A model whose provider speaks the caller's own dialect: it is handed the caller's bytes and hands back the
 * provider's, so that nothing is lost between them. Thread-safe.
 */
public interface WireModel {

    /** Told once how an exchange went, on an event loop: must not block. */
    interface Answer {

        /** The whole reply is there, or the first content of a stream. */
        void replied(LlmReply reply);

        /** There is no reply, and no content of one was given away. */
        void failed(Failure failure);
    }

    /** {@return whether it can be asked that, in that dialect} */
    boolean speaks(Operation operation);

    /** {@return a request of an operation that this model speaks as its provider takes it, and what that leaves out} */
    default FittedRequest fitted(WireRequest wire) {
        return FittedRequest.asIs(wire);
    }

    /**
     * Asks the provider. Returns at once; the request's cancellation stops it at any moment.
     *
     * @param wire the request as its caller wrote it, or translated, and then {@link #fitted}
     */
    void exchange(LlmRequest request, WireRequest wire, Answer answer);
}
