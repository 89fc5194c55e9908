package dev.llmrouter.idempotency;

import dev.llmrouter.call.WholeAnswer;
import dev.llmrouter.llm.HeldReply;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Operation;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;

/** Gives a message the reply that it got before, and has its route go on. */
final class RepeatedReply extends EndOfChat {

    private final WholeAnswer answer;

    RepeatedReply(WholeAnswer answer) {
        this.answer = answer;
    }

    @Override
    void leaves(Exchange exchange) {
        exchange.setRouteStop(false);
        exchange.getMessage().setBody(reply());
        exchange.getMessage().setHeader(LlmHeaders.REPEATED, true);
    }

    private LlmReply reply() {
        Map<String, String> headers = new HashMap<>(answer.headers());
        Operation operation = Operation.valueOf(String.valueOf(headers.remove(KeptReply.OPERATION)));
        boolean isStream = headers.remove(KeptReply.STREAM) != null;
        LlmReply whole = LlmReply.whole(operation, answer.body(), Usage.NONE, headers);
        return isStream ? HeldReply.with(whole, answer.body()) : whole;
    }
}
