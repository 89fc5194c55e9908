package dev.llmrouter.throttle;

import dev.llmrouter.call.Allowance;
import dev.llmrouter.catalog.MinuteLimits;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Token buckets that hold a minute's worth and fill evenly, since providers count minutes as well: after a rest all of it
 * may go at once, and then as much as flows in. A call that needs more tokens than a minute has is made when the bucket is
 * full, and the calls behind it wait for the rest. Thread-safe and lock-free.
 */
public final class MinuteAllowance implements Allowance {

    private final @Nullable Bucket requests;
    private final @Nullable Bucket tokens;
    private final long mostTokens;

    /** {@code clock} tells nanoseconds, from any beginning. */
    public MinuteAllowance(MinuteLimits limits, LongSupplier clock) {
        TimeMeter meter = new Meter(clock);
        this.requests = limits.requests() == null ? null : bucket(limits.requests(), meter);
        this.tokens = limits.tokens() == null ? null : bucket(limits.tokens(), meter);
        this.mostTokens = limits.tokens() == null ? 0 : limits.tokens();
    }

    private static Bucket bucket(long most, TimeMeter meter) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(most).refillGreedy(most, Duration.ofMinutes(1)))
                .withCustomTimePrecision(meter)
                .build();
    }

    private record Meter(LongSupplier clock) implements TimeMeter {

        @Override
        public long currentTimeNanos() {
            return clock.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }

    @Override
    public boolean countsTokens() {
        return tokens != null;
    }

    @Override
    public boolean take(long wanted) {
        if (requests != null && !requests.tryConsume(1)) {
            return false;
        }
        if (!takeTokens(wanted)) {
            putBack(requests, 1);
            return false;
        }
        return true;
    }

    private boolean takeTokens(long wanted) {
        if (tokens == null || wanted == 0) {
            return true;
        }
        boolean isTaken = tokens.tryConsume(Math.min(wanted, mostTokens));
        if (isTaken && wanted > mostTokens) {
            tokens.consumeIgnoringRateLimits(wanted - mostTokens);
        }
        return isTaken;
    }

    @Override
    public void putBack(long taken) {
        putBack(requests, 1);
        putBack(tokens, taken);
    }

    @Override
    public void settle(long taken, long used) {
        if (tokens != null && used > taken) {
            tokens.consumeIgnoringRateLimits(used - taken);
        } else {
            putBack(tokens, taken - used);
        }
    }

    private static void putBack(@Nullable Bucket bucket, long amount) {
        if (bucket != null && amount > 0) {
            bucket.addTokens(amount);
        }
    }

    @Override
    public long nanosUntil(long wanted) {
        return Math.max(nanosUntil(requests, 1), nanosUntil(tokens, Math.min(wanted, mostTokens)));
    }

    private static long nanosUntil(@Nullable Bucket bucket, long amount) {
        return bucket == null || amount == 0
                ? 0
                : bucket.estimateAbilityToConsume(amount).getNanosToWaitForRefill();
    }
}
