package dev.llmrouter.experiment;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an arm is let in step by step, and what sends it back. */
@Doc("lets an arm in step by step, and takes it back where it does worse than the control")
public record CanaryOptions(
        @Doc(value = "which arm; not the first one", required = true) String arm,
        @Doc("its percentages, one step after the other, in place of its own; default 1, 5, 25, 50, 100")
                @Range(min = 1)
                List<Double> ramp,
        @Doc("how long a step takes at least; default 10m") Duration every,
        @Doc("how many calls of the arm, and of the control, a step takes at least; default 50") @Range(min = 1)
                Integer minimumCalls,
        @Doc("by how many percentage points its error rate may be above the control's; default 2")
                @Range(min = 0, max = 100)
                Double maxErrorRate,
        @Doc("how many times as long as the control it may take, at the median and at the 90th percentile; default 1.5")
                @Range(min = 1)
                Double maxLatency) {

    /** What is absent takes its default. */
    public CanaryOptions(
            String arm,
            @Nullable List<Double> ramp,
            @Nullable Duration every,
            @Nullable Integer minimumCalls,
            @Nullable Double maxErrorRate,
            @Nullable Double maxLatency) {
        this.arm = arm;
        this.ramp = ramp == null ? List.of(1.0, 5.0, 25.0, 50.0, 100.0) : List.copyOf(ramp);
        this.every = every == null ? Duration.ofMinutes(10) : every;
        this.minimumCalls = minimumCalls == null ? Integer.valueOf(50) : minimumCalls;
        this.maxErrorRate = maxErrorRate == null ? Double.valueOf(2) : maxErrorRate;
        this.maxLatency = maxLatency == null ? Double.valueOf(1.5) : maxLatency;
        for (int i = 0; i < this.ramp.size(); i++) {
            if (this.ramp.get(i) > 100 || this.ramp.get(i) <= (i == 0 ? 0 : this.ramp.get(i - 1))) {
                throw new IllegalArgumentException("ramp rises from above 0 to at most 100");
            }
        }
    }
}
