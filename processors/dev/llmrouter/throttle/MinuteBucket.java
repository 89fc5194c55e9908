package dev.llmrouter.throttle;

import dev.llmrouter.call.MinuteRate;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A token bucket in memory. Lock-free. */
public final class MinuteBucket implements MinuteRate {

    private final Bucket bucket;
    private final long most;

    /**
     * A bucket that is full.
     *
     * @param most how much a minute has, from 1 on
     * @param clock tells nanoseconds, from any beginning
     */
    public MinuteBucket(long most, LongSupplier clock) {
        this.most = most;
        this.bucket = Bucket.builder()
                .addLimit(limit -> limit.capacity(most).refillGreedy(most, Duration.ofMinutes(1)))
                .withCustomTimePrecision(new Meter(clock))
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
    public boolean take(long amount) {
        if (amount == 0) {
            return true;
        }
        boolean isTaken = bucket.tryConsume(Math.min(amount, most));
        if (isTaken && amount > most) {
            bucket.consumeIgnoringRateLimits(amount - most);
        }
        return isTaken;
    }

    @Override
    public void settle(long taken, long used) {
        if (used > taken) {
            bucket.consumeIgnoringRateLimits(used - taken);
        } else if (used < taken) {
            bucket.addTokens(taken - used);
        }
    }

    @Override
    public long left() {
        return Math.max(0, bucket.getAvailableTokens());
    }

    @Override
    public long nanosUntil(long amount) {
        return amount == 0
                ? 0
                : bucket.estimateAbilityToConsume(Math.min(amount, most)).getNanosToWaitForRefill();
    }

    @Override
    public long nanosUntilFull() {
        return nanosUntil(most);
    }

    @Override
    public long most() {
        return most;
    }
}
