package dev.llmrouter.cooldown;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Selection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Gives targets that have recovered their calls back bit by bit: a tenth of them at once, and all of them when the time
 * is over that their breaker's {@code ramp} says. Thread-safe; costs one look-up where none is on its way back.
 */
public final class Ramps {

    private static final double FIRST_SHARE = 0.1;

    private final Map<String, Long> begun = new ConcurrentHashMap<>();
    private final LongSupplier clock;

    /** {@code clock} tells nanoseconds, from any beginning. */
    public Ramps(LongSupplier clock) {
        this.clock = clock;
    }

    /** Notes that a target has recovered just now. */
    public void begin(Target target) {
        begun.put(target.name(), clock.getAsLong());
    }

    /** Notes that it has not, after all. */
    public void end(Target target) {
        begun.remove(target.name());
    }

    /** {@return which share of the calls that are ranked for it a target gets, from 0.1 to 1} */
    public double share(Target target) {
        Long begin = begun.isEmpty() ? null : begun.get(target.name());
        if (begin == null) {
            return 1;
        }
        long ramp = target.breaker().ramp().toNanos();
        long passed = clock.getAsLong() - begin;
        if (passed < ramp) {
            return FIRST_SHARE + (1 - FIRST_SHARE) * Math.max(0, passed) / ramp;
        }
        // unless it has begun anew
        begun.remove(target.name(), begin);
        return 1;
    }

    /** {@return whether this call is none of those that a target gets, as long as there are others} */
    public boolean isSpared(Selection selection, Target target) {
        double share = share(target);
        return share < 1 && selection.draw("ramp " + target.name()) >= share;
    }
}
