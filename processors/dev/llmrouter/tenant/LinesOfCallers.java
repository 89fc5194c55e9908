package dev.llmrouter.tenant;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/** How many lines each caller may still fill in this minute, so that a flood of refusals does not fill the disk. Thread-safe. */
final class LinesOfCallers {

    /** What who has none left is told. */
    static final int NONE = -1;

    /** Whoever can choose its address may count as many callers. */
    private static final int MOST_CALLERS = 100;

    private final int most;
    private final InstantSource clock;
    private final Map<String, Integer> taken = new HashMap<>();
    private Instant minute = Instant.MIN;

    LinesOfCallers(int most, InstantSource clock) {
        this.most = most;
        this.clock = clock;
    }

    /** {@return how many lines are left behind this one; NONE where this one is too much} */
    synchronized int take(String caller) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        if (!now.equals(minute)) {
            taken.clear();
            minute = now;
        }
        if (taken.size() >= MOST_CALLERS && !taken.containsKey(caller)) {
            return NONE;
        }
        return Math.max(NONE, most - taken.merge(caller, 1, Integer::sum));
    }
}
