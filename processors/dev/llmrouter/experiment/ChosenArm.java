package dev.llmrouter.experiment;

import dev.llmrouter.call.Arm;
import dev.llmrouter.call.Attempt;
import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.util.List;

/**
 * The arm that a call got.
 *
 * @param own the arm's targets, which is not empty
 * @param all those and the other arms', which step in
 */
record ChosenArm(Experiment of, Seat seat, List<Target> own, List<Target> all) implements Arm {

    @Override
    public String experiment() {
        return seat.experiment();
    }

    @Override
    public String name() {
        return seat.arm();
    }

    @Override
    public boolean concerns(Call call) {
        Target by = call.answeredBy();
        return (by != null && all.contains(by)) || call.attempts().stream().anyMatch(this::isOwn);
    }

    private boolean isOwn(Attempt attempt) {
        return own.contains(attempt.target());
    }

    /** {@return how a call that concerns it ended} */
    Outcome outcome(Call call) {
        if (isCancelled(call)) {
            return Outcome.CANCELLED;
        }
        Target by = call.answeredBy();
        LlmReply reply = call.reply();
        if (by != null && !own.contains(by)) {
            return Outcome.FELL_BACK;
        }
        return reply == null || reply.failure() != null ? Outcome.ERROR : Outcome.OK;
    }

    private static boolean isCancelled(Call call) {
        LlmReply reply = call.reply();
        if (reply == null) {
            return call.request().cancellation().isCancelled();
        }
        Failure broke = reply.failure();
        return broke != null && broke.kind() == FailureClass.CANCELLED;
    }
}
