package dev.llmrouter.policy;

import dev.llmrouter.call.Waiting;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that a target hangs long before a time limit does: several calls wait, none has been answered for much longer
 * than usual, and they have waited for long themselves. From then on it hangs as long as anybody waits, so that it gets
 * one call at a time, until it answers one. Thread-safe.
 */
final class HangWatch {

    /** One or two may just be long ones. */
    private static final int FEWEST_CALLS = 3;

    /** How many times as long as usual is much longer. */
    private static final double MUCH_LONGER = 4;

    /** What is as quick as that may falter for a moment. */
    private static final long SHORTEST = Duration.ofSeconds(1).toNanos();

    private static final Logger LOG = LoggerFactory.getLogger(HangWatch.class);

    private final String target;
    private volatile boolean hangs;
    private volatile long since;
    private volatile long limit;

    HangWatch(String target) {
        this.target = target;
    }

    /**
     * {@return whether new calls should rather go elsewhere}
     *
     * @param usual how long an answer takes otherwise, in nanoseconds; NaN where nothing is known
     */
    boolean isHanging(Waiting waiting, double usual, long now) {
        if (hangs) {
            if (waiting.lastAnswer() - since <= 0) {
                return waiting.calls() > 0;
            }
            hangs = false;
            LOG.info("target {}: answers again", target);
            return false;
        }
        if (waiting.calls() < FEWEST_CALLS || Double.isNaN(usual)) {
            return false;
        }
        long longest = Math.max(SHORTEST, (long) (usual * MUCH_LONGER));
        if (now - waiting.lastAnswer() < longest || waiting.meanNanos(now) < longest / 2) {
            return false;
        }
        limit = longest;
        since = now;
        hangs = true;
        LOG.warn("target {}: takes calls and answers none, so it gets one at a time", target);
        return true;
    }

    /** {@return whether it hangs, as {@link #isHanging} last said, and who has waited for so long has waited enough} */
    boolean isTooLong(long waitedNanos) {
        return hangs && waitedNanos > limit;
    }
}
