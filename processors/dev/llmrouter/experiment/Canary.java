package dev.llmrouter.experiment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a canary has come. Immutable.
 *
 * @param step index in the ramp
 * @param since when the step began
 * @param why why it is where it is, where it was taken back; else null
 */
record Canary(State state, int step, Instant since, @Nullable String why) {

    enum State {
        /** Let in step by step. */
        RAMPING,
        /** At its last step; still watched. */
        DONE,
        /** Taken back, until somebody resets it. */
        ROLLED_BACK,
        /** Somebody has changed the shares or switched the arm; the ramp waits for a reset. */
        BY_HAND
    }

    static Canary begin(int steps, Instant now) {
        return new Canary(state(0, steps), 0, now, null);
    }

    private static State state(int step, int steps) {
        return step + 1 < steps ? State.RAMPING : State.DONE;
    }

    boolean isWatched() {
        return state == State.RAMPING || state == State.DONE;
    }

    Canary next(int steps, Instant now) {
        return new Canary(state(step + 1, steps), step + 1, now, null);
    }

    Canary rolledBack(String reason, Instant now) {
        return new Canary(State.ROLLED_BACK, step, now, reason);
    }

    Canary byHand(Instant now) {
        return new Canary(State.BY_HAND, step, now, null);
    }
}
