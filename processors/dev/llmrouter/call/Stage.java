package dev.llmrouter.call;

import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.llm.LlmRequest;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Where a candidate stands in a cascade, and what is asked of its replies. Thread-safe. */
public interface Stage {

    /**
     * What became of a reply.
     *
     * @param reply as the caller may see it
     * @param fault why it is not good enough, in one word; null where it is
     */
    record Verdict(LlmReply reply, @Nullable String fault) {}

    /** {@return whether nobody of this stage need be asked once a reply of the other was rejected} */
    boolean isSettledBy(Stage rejected);

    /** {@return the request as a candidate of this stage is asked it} */
    LlmRequest asking(LlmRequest request);

    /** {@return whether a stream of this stage is read to its end before anybody sees it} */
    boolean holdsStreams();

    /** {@return what becomes of a reply, which is whole, or a stream that was held, or one that nobody can judge} */
    Verdict check(Exchange exchange, LlmReply reply);
}
