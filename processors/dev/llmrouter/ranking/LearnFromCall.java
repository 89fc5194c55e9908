package dev.llmrouter.ranking;

import dev.llmrouter.call.Attempt;
import dev.llmrouter.call.Call;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.policy.Performance;
import dev.llmrouter.policy.TargetPerformance;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Learns from a call that has ended how its targets do, for those policies that look at times, failures and cost. */
public final class LearnFromCall implements Processor {

    private final Performance performance;

    /** Where it is remembered. */
    public LearnFromCall(Performance performance) {
        this.performance = performance;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.find(exchange);
        if (call == null) {
            return;
        }
        for (Performance each : performance.all()) {
            learn(call, each);
        }
    }

    private static void learn(Call call, Performance performance) {
        for (Attempt attempt : call.attempts()) {
            if (attempt.wasAsked()) {
                TargetPerformance of = performance.of(attempt.target());
                Usage usage = attempt.usage();
                if (usage != null && !attempt.isGuessed() && !attempt.isCalledOff()) {
                    learnFromReply(of, attempt, usage);
                } else {
                    learnFromFailure(of, attempt, call);
                }
            }
        }
    }

    /** Be it in the end the answer or not. */
    private static void learnFromReply(TargetPerformance of, Attempt attempt, Usage usage) {
        if (attempt.stream()) {
            of.begun(attempt.nanosToAnswer());
        } else {
            of.answered(attempt.nanosToAnswer());
        }
        Failure broke = attempt.broke();
        if (broke == null) {
            of.succeeded(attempt.nanos(), usage);
        } else if (isHeldAgainstTarget(broke.kind())) {
            of.failed();
        }
    }

    private static void learnFromFailure(TargetPerformance of, Attempt attempt, Call call) {
        Failure failure = attempt.failure();
        FailureClass kind = failure == null ? null : failure.kind();
        if (isHeldAgainstTarget(kind)) {
            of.failed();
        }
        if (kind == null
                || kind == FailureClass.TIMEOUT
                || kind == FailureClass.DEADLINE
                || kind == FailureClass.CANCELLED) {
            of.waitedInVain(call.request(), attempt.nanosToAnswer());
        }
    }

    /** Besides ill health also what the next call would probably meet as well; nothing that lies in the request. */
    private static boolean isHeldAgainstTarget(@Nullable FailureClass kind) {
        return kind != null
                && (kind.isTargetAtFault()
                        || kind == FailureClass.RATE_LIMIT
                        || kind == FailureClass.AUTH
                        || kind == FailureClass.NOT_FOUND);
    }
}
