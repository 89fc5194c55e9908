package dev.llmrouter.jms;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** The meters of messages. Where a transaction is rolled back its message comes again, and is counted again. Thread-safe. */
public final class JmsMeters {

    /** What became of a message this time. */
    enum Outcome {
        ANSWERED,
        PARKED,
        HELD,
        DEAD
    }

    private final MeterRegistry registry;
    private final Map<Outcome, Counter> messages = new EnumMap<>(Outcome.class);

    /** Meters in a registry, all there from now on. */
    public JmsMeters(MeterRegistry registry) {
        this.registry = registry;
        for (Outcome outcome : Outcome.values()) {
            messages.put(
                    outcome,
                    Counter.builder("llm.jms.messages")
                            .description(
                                    "messages that were answered, set aside for later, held for a person, or are dead")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /** Shows how many messages a queue has, those included that are held back for later. */
    public void watch(String queue, Supplier<Number> count) {
        Gauge.builder("llm.jms.queued", count)
                .description("messages in a queue of the broker in this router")
                .tag("queue", queue)
                .strongReference(true)
                .register(registry);
    }

    void count(Outcome outcome) {
        Objects.requireNonNull(messages.get(outcome)).increment();
    }
}
