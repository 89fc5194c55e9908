package dev.llmrouter.ranking;

import dev.llmrouter.policy.Performance;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How fast policies forget. */
final class HalfLife {

    private HalfLife() {}

    /**
     * {@return the half-life that was configured, or else the default}
     *
     * @throws IllegalArgumentException where it is no time at all
     */
    static Duration orDefault(@Nullable Duration configured) {
        if (configured == null) {
            return Performance.HALF_LIFE;
        }
        if (configured.isZero()) {
            throw new IllegalArgumentException("halfLife: expected more than nothing, such as 10s");
        }
        return configured;
    }
}
