package dev.llmrouter.catalog;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a target's circuit breaker opens, and for how long.
 *
 * @param failureRate per cent of failed attempts at which it opens
 * @param window how many attempts the rate is taken over
 * @param minimumCalls how many attempts there must be before a rate counts
 * @param openFor how long it stays open before it lets a trial through
 * @param slowCall after which time a call is slow, up to the first content of a stream or the whole reply; null where
 *     none is
 * @param slowCallRate per cent of slow attempts at which it opens as well
 * @param ramp within which time a target that has recovered gets all of its calls back
 */
public record BreakerLimits(
        @Doc("per cent of failed attempts at which the circuit opens, 1 to 100; default 50") @Range(min = 1, max = 100)
                Integer failureRate,
        @Doc("how many attempts the rate is taken over; default 50") @Range(min = 1) Integer window,
        @Doc("how many attempts there must be before the rate counts; default 20") @Range(min = 1) Integer minimumCalls,
        @Doc("how long the circuit stays open; default 15s") Duration openFor,
        @Doc(
                        "after which time a call is slow, up to the first content of a stream or the whole reply; default: none is")
                @Nullable
                Duration slowCall,
        @Doc("per cent of slow attempts at which the circuit opens as well, 1 to 100; default 80")
                @Range(min = 1, max = 100)
                Integer slowCallRate,
        @Doc("within which time a target that has recovered gets all of its calls back, from a tenth on; default 30s")
                Duration ramp) {

    /** The limits of a target that names none. */
    public static final BreakerLimits DEFAULT = new BreakerLimits(null, null, null, null, null, null, null);

    /** Limits that are absent take their defaults. */
    public BreakerLimits(
            @Nullable Integer failureRate,
            @Nullable Integer window,
            @Nullable Integer minimumCalls,
            @Nullable Duration openFor,
            @Nullable Duration slowCall,
            @Nullable Integer slowCallRate,
            @Nullable Duration ramp) {
        this.failureRate = failureRate == null ? 50 : failureRate;
        this.window = window == null ? 50 : window;
        this.minimumCalls = minimumCalls == null ? Math.min(20, this.window) : minimumCalls;
        this.openFor = openFor == null ? Duration.ofSeconds(15) : openFor;
        this.slowCall = slowCall;
        this.slowCallRate = slowCallRate == null ? 80 : slowCallRate;
        this.ramp = ramp == null ? Duration.ofSeconds(30) : ramp;
        if (this.openFor.isZero()) {
            throw new IllegalArgumentException("openFor must be longer than nothing");
        }
        if (slowCall != null && slowCall.isZero()) {
            throw new IllegalArgumentException("slowCall must be longer than nothing");
        }
    }
}
