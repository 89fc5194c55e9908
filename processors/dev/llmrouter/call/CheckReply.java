package dev.llmrouter.call;

import dev.llmrouter.llm.HeldReply;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Lets a reply pass that is good enough for the stage of a cascade that its target is in; any other is a failure of the
 * attempt, though none of the target's. Costs a call without a cascade the look at one field.
 */
public final class CheckReply implements Processor {

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        Stage stage = call.stage();
        if (stage == null && !call.isHeld()) {
            return;
        }
        LlmReply reply = exchange.getMessage().getBody(LlmReply.class);
        call.lastAttempt().replied(reply);
        if (call.isHeld() || (stage != null && stage.holdsStreams())) {
            reply = HeldReply.of(reply, call.request().context());
            call.lastAttempt().replied(reply);
        }
        exchange.getMessage().setBody(stage == null ? reply : checked(stage.check(exchange, reply), call));
    }

    private static LlmReply checked(Stage.Verdict verdict, Call call) {
        String fault = verdict.fault();
        if (fault == null) {
            return verdict.reply();
        }
        call.lastAttempt().rejected(verdict.reply(), fault);
        throw Failure.of(FailureClass.REJECTED, "The reply was not good enough: " + fault + ".")
                .asException();
    }
}
