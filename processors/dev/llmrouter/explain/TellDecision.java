package dev.llmrouter.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Makes the explanation of an earlier call the message. */
public final class TellDecision implements Processor {

    private final Decisions decisions;
    private final Function<Exchange, String> asked;

    /** {@code asked} tells the id that is asked for. */
    public TellDecision(Decisions decisions, Function<Exchange, String> asked) {
        this.decisions = decisions;
        this.asked = asked;
    }

    @Override
    public void process(Exchange exchange) {
        ObjectNode json = decisions
                .find(asked.apply(exchange))
                .map(Explanation::of)
                .orElseThrow(() -> new Failure(
                                FailureClass.NOT_FOUND,
                                404,
                                "No call of that id is remembered. Its id is in the answer's x-request-id; only the last"
                                        + " calls are kept, see 'decisions' in router.yaml.",
                                "invalid_request_error",
                                null,
                                "call_not_found",
                                null)
                        .asException());
        exchange.getMessage().setBody(json);
    }
}
