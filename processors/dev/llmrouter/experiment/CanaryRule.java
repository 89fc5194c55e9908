package dev.llmrouter.experiment;

import java.util.Locale;
import java.util.Optional;

/**
 * Decides whether a canary goes on, stays or goes back. Back it goes only where it is beyond what is allowed and chance
 * can't explain that it is worse, by the always valid p-values of {@link Proportion} and {@link Average}, so it may be
 * asked after every call; on only where it is not beyond. In between it stays.
 */
record CanaryRule(CanaryOptions options) {

    /** How often a canary that is as good as the control is sent back at most, in one step and for one reason. */
    static final double ALPHA = 0.01;

    /** {@return why the canary has to go back, for the log and the report; empty where it has not} */
    Optional<String> regression(ArmFigures control, ArmFigures canary) {
        ArmFigures.Seen there = control.seen();
        ArmFigures.Seen here = canary.seen();
        if (isWrongMoreOften(there, here) && here.errors().pValue(there.errors()) <= ALPHA) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "errors %.1f %% against %.1f %%",
                    100 * here.errors().mean(),
                    100 * there.errors().mean()));
        }
        if (here.logSeconds().mean() > there.logSeconds().mean()
                && here.logSeconds().pValue(there.logSeconds()) <= ALPHA
                && isSlower(control, canary)) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "latency p50 %.3f s against %.3f s, p90 %.3f s against %.3f s",
                    canary.secondsAt(50),
                    control.secondsAt(50),
                    canary.secondsAt(90),
                    control.secondsAt(90)));
        }
        return Optional.empty();
    }

    /** {@return whether the canary has been seen enough, and nothing is beyond what is allowed} */
    boolean mayGoOn(ArmFigures control, ArmFigures canary) {
        ArmFigures.Seen there = control.seen();
        ArmFigures.Seen here = canary.seen();
        return here.errors().count() >= options.minimumCalls()
                && there.errors().count() >= options.minimumCalls()
                && !isWrongMoreOften(there, here)
                && !isSlower(control, canary);
    }

    private boolean isWrongMoreOften(ArmFigures.Seen there, ArmFigures.Seen here) {
        return 100 * (here.errors().mean() - there.errors().mean()) > options.maxErrorRate();
    }

    private boolean isSlower(ArmFigures control, ArmFigures canary) {
        return canary.secondsAt(50) > options.maxLatency() * control.secondsAt(50)
                || canary.secondsAt(90) > options.maxLatency() * control.secondsAt(90);
    }
}
