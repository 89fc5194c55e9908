package dev.llmrouter.meter;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.key.KeyPool;
import dev.llmrouter.key.KeyReport;
import dev.llmrouter.outcome.Failure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The meters of the router, each looked up once. Thread-safe. */
public final class Meters {

    private static final Duration[] BOUNDS = {
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofSeconds(120),
    };

    private record CallKey(String model, String operation, String outcome, boolean stream) {}

    private record AttemptKey(String target, String outcome) {}

    private final MeterRegistry registry;
    private final Map<CallKey, Counter> calls = new ConcurrentHashMap<>();
    private final Map<String, Timer> durations = new ConcurrentHashMap<>();
    private final Map<AttemptKey, Counter> attempts = new ConcurrentHashMap<>();
    private final Map<String, TargetMeters> targets = new ConcurrentHashMap<>();

    /** Meters in a registry. */
    public Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Shows how many calls a target has at the moment, whether its circuit is open, and which share of its calls it gets
     * after that.
     */
    public void watch(
            Target target,
            ToDoubleFunction<Target> inFlight,
            ToDoubleFunction<Target> isOpen,
            ToDoubleFunction<Target> share) {
        Gauge.builder("llm.inflight", target, inFlight)
                .description("calls that a target has at the moment, streams until they end")
                .tag("target", target.name())
                .strongReference(true)
                .register(registry);
        Gauge.builder("llm.circuit.open", target, isOpen)
                .description("1 while a target is given a rest, else 0")
                .tag("target", target.name())
                .strongReference(true)
                .register(registry);
        Gauge.builder("llm.circuit.share", target, share)
                .description("share of its calls that a target gets that has recovered lately; else 1")
                .tag("target", target.name())
                .strongReference(true)
                .register(registry);
    }

    /** Shows which keys of a provider are used. */
    public void watch(KeyPool keys) {
        List<KeyReport> known = keys.tell();
        for (int i = 0; i < known.size(); i++) {
            int place = i;
            Gauge.builder("llm.key.usable", keys, pool -> pool.tell().get(place).isAlive() ? 1 : 0)
                    .description("1 while a key of a provider is used, 0 while it is retired or not set")
                    .tag("key", known.get(i).key())
                    .strongReference(true)
                    .register(registry);
        }
    }

    /** Counts a call that has ended. */
    void call(String model, String operation, String outcome, boolean stream, long nanos) {
        calls.computeIfAbsent(new CallKey(model, operation, outcome, stream), this::newCalls)
                .increment();
        durations.computeIfAbsent(model, this::newDuration).record(Duration.ofNanos(nanos));
    }

    /** Counts an attempt; {@code failure} is null for one that gave a reply. */
    void attempt(Target target, @Nullable Failure failure) {
        String outcome = failure == null ? "ok" : failure.kind().code();
        attempts.computeIfAbsent(new AttemptKey(target.name(), outcome), this::newAttempts)
                .increment();
    }

    TargetMeters of(Target target) {
        return targets.computeIfAbsent(target.name(), name -> new TargetMeters(registry, name));
    }

    private Counter newCalls(CallKey key) {
        return Counter.builder("llm.calls")
                .description("calls by the model asked for, what it was asked for and how they ended")
                .tag("model", key.model())
                .tag("operation", key.operation())
                .tag("outcome", key.outcome())
                .tag("stream", Boolean.toString(key.stream()))
                .register(registry);
    }

    private Timer newDuration(String model) {
        return timer(registry, "llm.call.duration", "until the last byte of a call", "model", model);
    }

    private Counter newAttempts(AttemptKey key) {
        return Counter.builder("llm.attempts")
                .description("attempts by target and how they ended")
                .tag("target", key.target())
                .tag("outcome", key.outcome())
                .register(registry);
    }

    static Timer timer(MeterRegistry registry, String name, String description, String tag, String value) {
        return Timer.builder(name)
                .description(description)
                .tag(tag, value)
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }
}
