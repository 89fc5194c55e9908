package dev.llmrouter.claim;

import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.wire.WireRequest;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The last hop: puts the files into the request that one target is asked; the call's own stays without them. */
public final class RedeemTickets implements Processor {

    @Override
    public void process(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof LlmRequest request
                && request.claimed() instanceof Tickets tickets
                && request.wire() != null) {
            exchange.getMessage().setBody(request.with(redeemed(tickets, request.wire())));
        }
    }

    private static WireRequest redeemed(Tickets tickets, WireRequest request) {
        try {
            return tickets.redeemed(request);
        } catch (IOException e) {
            throw Failure.of(
                            FailureClass.BAD_REQUEST,
                            "A file that the request names can't be read any more; it may have been deleted meanwhile.")
                    .asException();
        }
    }
}
