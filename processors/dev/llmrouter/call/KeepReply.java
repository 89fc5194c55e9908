package dev.llmrouter.call;

import dev.llmrouter.llm.LlmReply;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Keeps what the target answered as the reply of the call. A stream goes on holding the target's place. */
public final class KeepReply implements Processor {

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        LlmReply reply = exchange.getMessage().getBody(LlmReply.class);
        Attempt attempt = call.lastAttempt();
        attempt.replied(reply);
        call.answer(attempt, reply);
        if (reply.stream() == null) {
            attempt.leave();
        }
    }
}
