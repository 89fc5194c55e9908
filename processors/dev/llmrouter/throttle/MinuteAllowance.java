package dev.llmrouter.throttle;

import dev.llmrouter.call.Allowance;
import dev.llmrouter.call.MinuteRate;
import dev.llmrouter.catalog.MinuteLimits;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Token buckets that hold a minute's worth and fill evenly, since providers count minutes as well: after a rest all of it
 * may go at once, and then as much as flows in. A call that needs more tokens than a minute has is made when the bucket is
 * full, and the calls behind it wait for the rest. Thread-safe and lock-free.
 */
public final class MinuteAllowance implements Allowance {

    private final @Nullable MinuteRate requests;
    private final @Nullable MinuteRate tokens;

    /** {@code clock} tells nanoseconds, from any beginning. */
    public MinuteAllowance(MinuteLimits limits, LongSupplier clock) {
        this.requests = bucket(limits.requests(), clock);
        this.tokens = bucket(limits.tokens(), clock);
    }

    private static @Nullable MinuteRate bucket(@Nullable Integer most, LongSupplier clock) {
        return most == null ? null : new MinuteBucket(most, clock);
    }

    @Override
    public boolean countsTokens() {
        return tokens != null;
    }

    @Override
    public boolean take(long wanted) {
        if (requests != null && !requests.take(1)) {
            return false;
        }
        if (tokens != null && !tokens.take(wanted)) {
            settle(requests, 1, 0);
            return false;
        }
        return true;
    }

    @Override
    public void putBack(long taken) {
        settle(requests, 1, 0);
        settle(tokens, taken, 0);
    }

    @Override
    public void settle(long taken, long used) {
        settle(tokens, taken, used);
    }

    private static void settle(@Nullable MinuteRate rate, long taken, long used) {
        if (rate != null) {
            rate.settle(taken, used);
        }
    }

    @Override
    public long nanosUntil(long wanted) {
        return Math.max(nanosUntil(requests, 1), nanosUntil(tokens, wanted));
    }

    private static long nanosUntil(@Nullable MinuteRate rate, long amount) {
        return rate == null ? 0 : rate.nanosUntil(amount);
    }
}
