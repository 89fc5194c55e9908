package dev.llmrouter.call;

import dev.llmrouter.llm.LlmReply;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Ends the call's turn, and makes the reply the message, or the end of a call that nobody answered. A rejected reply is better than none. */
public final class CloseCall implements Processor {

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        call.turn().end();
        if (!call.isAnswered()) {
            if (call.request().cancellation().isCancelled()) {
                throw call.request().cancellation().why().asException();
            }
            makeDo(call);
        }
        exchange.getMessage().setBody(call.reply());
    }

    /** The last reply that was rejected is that of the target that can most. */
    private static void makeDo(Call call) {
        List<Attempt> attempts = call.attempts();
        for (int i = attempts.size() - 1; i >= 0; i--) {
            Attempt attempt = attempts.get(i);
            LlmReply reply = attempt.reply();
            if (attempt.rejection() != null && reply != null) {
                call.answer(attempt, reply);
                return;
            }
        }
        throw call.refuse(new NoReplyException(attempts));
    }
}
