package dev.llmrouter.meter;

import dev.llmrouter.call.Attempt;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.RouterException;
import dev.llmrouter.call.UnknownModelException;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.Usage;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Counts and times a call and its attempts, once its last byte is out or it has failed. */
public final class RecordCall implements Processor {

    /** The label of calls for a model that does not exist: callers could send any number of names. */
    private static final String NO_MODEL = "unknown";

    private final Meters meters;

    /** Where it is counted. */
    public RecordCall(Meters meters) {
        this.meters = meters;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.find(exchange);
        if (call == null) {
            return;
        }
        LlmReply reply = call.reply();
        String model = call.model();
        LlmRequest request = call.request();
        meters.call(
                model == null ? NO_MODEL : model,
                request.operation().word(),
                outcome(call),
                request.stream(),
                call.nanos());
        for (Attempt attempt : call.attempts()) {
            record(attempt);
        }
        Attempt answering = call.answering();
        if (reply != null && answering != null) {
            meters.of(answering.target()).answered(reply.stream() != null, answering.nanosToAnswer());
        }
    }

    /** What came has to be paid, be it in the end the answer or not. */
    private void record(Attempt attempt) {
        Target target = attempt.target();
        meters.attempt(target, attempt.failure());
        Usage usage = attempt.usage();
        if (usage != null) {
            meters.of(target).used(usage, target.price());
        }
        if (attempt.leftOut() > 0) {
            meters.of(target).leftOut(attempt.leftOut());
        }
    }

    private static String outcome(Call call) {
        LlmReply reply = call.reply();
        if (reply != null) {
            Failure broke = reply.failure();
            return broke == null ? "ok" : broke.kind().code();
        }
        if (call.isRepeat()) {
            return "repeated";
        }
        RouterException refusal = call.refusal();
        if (refusal != null && !(refusal instanceof UnknownModelException)) {
            return refusal.code();
        }
        if (call.model() == null) {
            return "unknown_model";
        }
        List<Attempt> attempts = call.attempts();
        Failure last =
                attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).failure();
        if (last != null) {
            return last.kind().code();
        }
        boolean hasLeft = call.request().cancellation().isCancelled();
        return (hasLeft ? FailureClass.CANCELLED : FailureClass.INTERNAL).code();
    }
}
