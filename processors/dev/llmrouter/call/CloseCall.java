package dev.llmrouter.call;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Makes the reply the message, or the end of a call that nobody answered. */
public final class CloseCall implements Processor {

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        if (!call.isAnswered()) {
            throw call.request().cancellation().isCancelled()
                    ? Failure.of(FailureClass.CANCELLED, "The caller left.").asException()
                    : new NoReplyException(call.attempts());
        }
        exchange.getMessage().setBody(call.reply());
    }
}
