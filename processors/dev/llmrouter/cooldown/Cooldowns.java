package dev.llmrouter.cooldown;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Until when targets are not to be asked. Thread-safe; costs one look-up where none is cooling down. */
public final class Cooldowns {

    private final Map<String, Long> until = new ConcurrentHashMap<>();
    private final LongSupplier clock;

    /** {@code clock} tells nanoseconds, from any beginning. */
    public Cooldowns(LongSupplier clock) {
        this.clock = clock;
    }

    /** Lets a target rest from now on; where it does already, until the later of both ends. */
    public void begin(Target target, Duration rest) {
        long end = clock.getAsLong() + rest.toNanos();
        until.merge(target.name(), end, (known, later) -> later - known > 0 ? later : known);
    }

    /** {@return for how long a target is still to rest, in nanoseconds; 0 where it may be asked} */
    public long left(Target target) {
        Long end = until.isEmpty() ? null : until.get(target.name());
        if (end == null) {
            return 0;
        }
        long left = end - clock.getAsLong();
        if (left <= 0) {
            // unless it has begun another
            until.remove(target.name(), end);
        }
        return Math.max(0, left);
    }

    /** {@return whether a target is not to be asked yet} */
    public boolean isResting(Target target) {
        return left(target) > 0;
    }

    /** {@return why a target is not asked, with the time until it may be; null where it may} */
    public @Nullable Failure refusal(Target target) {
        long left = left(target);
        if (left == 0) {
            return null;
        }
        int seconds = (int) Math.max(1, TimeUnit.NANOSECONDS.toSeconds(left + TimeUnit.SECONDS.toNanos(1) - 1));
        return new Failure(
                FailureClass.RATE_LIMIT,
                FailureClass.RATE_LIMIT.status(),
                "The target has been asked too often lately, and is given a rest.",
                "rate_limit_error",
                null,
                FailureClass.RATE_LIMIT.code(),
                seconds);
    }
}
