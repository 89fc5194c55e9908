package dev.llmrouter.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Makes the explanation of an earlier call the message. */
public final class TellDecision implements Processor {

    private final Decisions decisions;
    private final Function<Exchange, String> asked;
    private final BiPredicate<Exchange, @Nullable String> mayKnow;

    /**
     * Tells of some decisions.
     *
     * @param asked tells the id that is asked for
     * @param mayKnow whether who asks may know of a call of that tenant; to who may not, there is none
     */
    public TellDecision(
            Decisions decisions, Function<Exchange, String> asked, BiPredicate<Exchange, @Nullable String> mayKnow) {
        this.decisions = decisions;
        this.asked = asked;
        this.mayKnow = mayKnow;
    }

    @Override
    public void process(Exchange exchange) {
        ObjectNode json = decisions
                .find(asked.apply(exchange), tenant -> mayKnow.test(exchange, tenant))
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
