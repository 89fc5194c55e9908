package dev.llmrouter.overload;

import dev.llmrouter.call.Priority;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** The meters of the queue. Thread-safe. */
public final class QueueMeters {

    /** Why a call is not let in. */
    enum Reason {
        /** There were as many as may wait, and those were more important. */
        FULL,
        /** It has waited for as long as it may. */
        LATE
    }

    private record Key(Priority priority, Reason reason) {}

    private static final Duration[] BOUNDS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private final MeterRegistry registry;
    private final Map<Priority, Timer> waits = new EnumMap<>(Priority.class);
    private final Map<Key, Counter> shed = new HashMap<>();

    /** Meters in a registry, all there from now on. */
    public QueueMeters(MeterRegistry registry) {
        this.registry = registry;
        for (Priority priority : Priority.values()) {
            waits.put(priority, newWait(priority));
            for (Reason reason : Reason.values()) {
                shed.put(new Key(priority, reason), newShed(priority, reason));
            }
        }
    }

    void watch(Supplier<Number> waiting) {
        Gauge.builder("llm.queue.waiting", waiting)
                .description("calls that wait for a place at one of their targets")
                .strongReference(true)
                .register(registry);
    }

    /** A call has its turn. */
    void waited(Priority priority, long nanos) {
        Objects.requireNonNull(waits.get(priority)).record(Duration.ofNanos(nanos));
    }

    /** A call is not let in. */
    void shed(Priority priority, Reason reason) {
        Objects.requireNonNull(shed.get(new Key(priority, reason))).increment();
    }

    private Timer newWait(Priority priority) {
        return Timer.builder("llm.queue.wait")
                .description("how long calls waited that then had their turn")
                .tag("priority", word(priority))
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }

    private Counter newShed(Priority priority, Reason reason) {
        return Counter.builder("llm.shed")
                .description("calls that were not let in, since too many waited or they had waited for too long")
                .tag("priority", word(priority))
                .tag("reason", word(reason))
                .register(registry);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
