package dev.llmrouter.route;

import dev.llmrouter.call.Attempt;
import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.config.OverloadEntry;
import dev.llmrouter.cooldown.Cooldowns;
import dev.llmrouter.explain.TargetHealth;
import dev.llmrouter.governance.TargetStates;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.overload.Vacancies;
import dev.llmrouter.policy.Forecast;
import dev.llmrouter.policy.Performance;
import dev.llmrouter.policy.Selection;
import dev.llmrouter.select.Standing;
import org.jspecify.annotations.Nullable;

/**
 * The targets of a router and how they are at the moment: whether the operator has taken them out, how they rest after failures, what
 * has been learned of their speed. Thread-safe.
 *
 * @param states what the operator has drained
 * @param cooldowns who rests
 * @param performance how fast they are and what they cost
 */
record Fleet(Targets targets, TargetStates states, Cooldowns cooldowns, Performance performance) {

    private static final Failure OUT = Failure.of(FailureClass.OPEN, "The target has been taken out of service.");

    /** {@return those targets, of which nothing is known yet} */
    static Fleet of(Targets targets, TargetStates states) {
        return new Fleet(
                targets, states, new Cooldowns(System::nanoTime), new Performance(targets::places, System::nanoTime));
    }

    /** {@return why a target is not to be asked now; null where it may be} */
    @Nullable
    Failure refusal(Target target) {
        if (states.isDrained(target)) {
            return OUT;
        }
        Failure rest = cooldowns.refusal(target);
        return rest == null ? noKey(target) : rest;
    }

    /** {@return whether nothing speaks against asking a target now} */
    boolean isReady(Target target) {
        return !targets.circuits().isOpen(target) && !performance.of(target).isHanging() && refusal(target) == null;
    }

    /** {@return whether an attempt has taken so long that no answer is to be hoped for} */
    boolean isHopeless(Attempt attempt) {
        return performance.of(attempt.target()).isHopeless(attempt.stream(), attempt.nanosSoFar());
    }

    /** {@return among which targets one is ranked} */
    Standing standing(Selection selection, Target target) {
        if (targets.circuits().isOpen(target)
                || cooldowns.isResting(target)
                || performance.of(target).isHanging()
                || targets.nanosUntilAllowed(target) > 0
                || noKey(target) != null) {
            return Standing.RESTING;
        }
        return targets.circuits().ramps().isSpared(selection, target) ? Standing.RECOVERING : Standing.USUAL;
    }

    /** {@return what an operator is told of a target} */
    TargetHealth health(Target target) {
        Failure noKey = noKey(target);
        return new TargetHealth(
                targets.circuits().isOpen(target),
                Math.max(cooldowns.left(target), targets.nanosUntilAllowed(target)),
                targets.circuits().ramps().share(target),
                performance.of(target).isHanging(),
                noKey == null ? null : noKey.kind().code());
    }

    /** {@return the places for those who wait in front of dispatch} */
    Vacancies vacancies(OverloadEntry entry) {
        return new Vacancies(
                targets::places,
                Queue.router(entry),
                target -> states.isDrained(target) || targets.circuits().isOpen(target)
                        ? Vacancies.NEVER
                        : cooldowns.left(target),
                this::tokens);
    }

    /** {@return how many tokens a call will probably take of a target} */
    long tokens(Call call, Target target) {
        return Forecast.tokens(call, performance.of(target));
    }

    private @Nullable Failure noKey(Target target) {
        return targets.keys(target).refusal(target.model());
    }
}
