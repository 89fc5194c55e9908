package dev.llmrouter.call;

import dev.llmrouter.llm.HeldReply;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets a reply pass that is good enough for the stage of a cascade that its target is in; any other is a failure of the
 * attempt, though none of the target's. Costs a call without a cascade the look at one field.
 */
public final class CheckReply extends AsyncProcessorSupport {

    private final Executor workers;

    /** What replies are checked on, since a check takes its time and a reply comes on an event loop. */
    public CheckReply(Executor workers) {
        this.workers = workers;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Call call = Call.of(exchange);
        Stage stage = call.stage();
        if (stage == null && !call.isHeld()) {
            callback.done(true);
            return true;
        }
        LlmReply reply = exchange.getMessage().getBody(LlmReply.class);
        call.lastAttempt().replied(reply);
        boolean isHeld = call.isHeld() || (stage != null && stage.holdsStreams());
        CompletableFuture<LlmReply> ready =
                isHeld ? HeldReply.of(reply, call.request().context()) : CompletableFuture.completedFuture(reply);
        var unused = ready.thenAcceptAsync(held -> check(exchange, call, stage, held), workers)
                .whenComplete((done, thrown) -> {
                    if (thrown != null) {
                        exchange.setException(cause(thrown));
                    }
                    callback.done(false);
                });
        return false;
    }

    private static Throwable cause(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return thrown instanceof CompletionException && cause != null ? cause : thrown;
    }

    private static void check(Exchange exchange, Call call, @Nullable Stage stage, LlmReply reply) {
        call.lastAttempt().replied(reply);
        if (stage == null) {
            exchange.getMessage().setBody(reply);
            return;
        }
        Stage.Verdict verdict = stage.check(exchange, reply);
        String fault = verdict.fault();
        if (fault != null) {
            call.lastAttempt().rejected(verdict.reply(), fault);
            throw Failure.of(FailureClass.REJECTED, "The reply was not good enough: " + fault + ".")
                    .asException();
        }
        exchange.getMessage().setBody(verdict.reply());
    }
}
