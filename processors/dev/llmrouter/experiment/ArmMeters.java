package dev.llmrouter.experiment;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The meters of arms, which unlike the figures of a report never begin anew. Thread-safe. */
final class ArmMeters {

    private record Key(String experiment, String arm, String outcome) {}

    private final MeterRegistry registry;
    private final Map<Key, Counter> calls = new ConcurrentHashMap<>();
    private final Map<Key, Counter> costs = new ConcurrentHashMap<>();
    private final Map<Key, Timer> durations = new ConcurrentHashMap<>();

    ArmMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows the share of every arm, which is 0 while it is off. */
    void watch(Experiment experiment) {
        for (int i = 0; i < experiment.live().seats().size(); i++) {
            int arm = i;
            Gauge.builder(
                            "llm.arm.share",
                            experiment,
                            of -> share(of.live().seats().get(arm)))
                    .description("the percentage of units that an arm has, 0 while it is off")
                    .tag("experiment", experiment.name())
                    .tag("arm", experiment.live().seats().get(arm).arm())
                    .strongReference(true)
                    .register(registry);
        }
    }

    private static double share(Seat seat) {
        return seat.isOn() ? Shares.percent(seat.slots()) : 0;
    }

    /** A call has ended; {@code usd} is null where its price is not known. */
    void ended(Seat seat, Outcome outcome, long nanos, @Nullable Double usd) {
        calls.computeIfAbsent(new Key(seat.experiment(), seat.arm(), outcome.word()), this::newCalls)
                .increment();
        Key key = new Key(seat.experiment(), seat.arm(), "");
        durations.computeIfAbsent(key, this::newDuration).record(Duration.ofNanos(nanos));
        if (usd != null) {
            costs.computeIfAbsent(key, this::newCost).increment(usd);
        }
    }

    private Counter newCalls(Key key) {
        return Counter.builder("llm.arm.calls")
                .description("calls by the arm of an experiment and how they ended for it")
                .tag("experiment", key.experiment())
                .tag("arm", key.arm())
                .tag("outcome", key.outcome())
                .register(registry);
    }

    private Counter newCost(Key key) {
        return Counter.builder("llm.arm.cost")
                .description("what the replies of an arm cost, where the price is known")
                .baseUnit("usd")
                .tag("experiment", key.experiment())
                .tag("arm", key.arm())
                .register(registry);
    }

    private Timer newDuration(Key key) {
        return Timer.builder("llm.arm.duration")
                .description("until the last byte of an arm's calls")
                .tag("experiment", key.experiment())
                .tag("arm", key.arm())
                .register(registry);
    }
}
