package dev.llmrouter.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What has been seen of a shadow beside what it follows. Means and counts, however many calls. Thread-safe. */
public final class ShadowFigures {

    /** What a call took. {@code usd} is null where the price is not known. */
    record Took(double seconds, @Nullable Double usd) {}

    private final MeterRegistry registry;
    private final String model;
    private final String use;
    private final Map<String, Counter> outcomes = new TreeMap<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, Average> averages = new TreeMap<>();

    /** Nothing yet of a model and its shadow. */
    public ShadowFigures(MeterRegistry registry, String model, String use) {
        this.registry = registry;
        this.model = model;
        this.use = use;
    }

    /** Counts how a call of the shadow ended, or why there was none: {@code ok}, or a code. */
    synchronized void ended(String outcome) {
        counts.merge(outcome, 1L, Long::sum);
        outcomes.computeIfAbsent(outcome, this::newOutcome).increment();
    }

    synchronized void took(Took real, Took shadow) {
        average("seconds", shadow.seconds());
        average("realSeconds", real.seconds());
        if (shadow.usd() != null) {
            average("usd", shadow.usd());
            cost(shadow.usd());
        }
        if (real.usd() != null) {
            average("realUsd", real.usd());
        }
    }

    synchronized void compared(Comparison comparison) {
        average("sameText", comparison.isSameText() ? 1 : 0);
        average("sameTools", comparison.isSameTools() ? 1 : 0);
        if (comparison.isSameJson() != null) {
            average("sameJson", comparison.isSameJson() ? 1 : 0);
        }
        if (comparison.lengthRatio() != null) {
            average("lengthRatio", comparison.lengthRatio());
        }
        if (comparison.similarity() != null) {
            average("similarity", comparison.similarity());
        }
    }

    private void average(String key, double number) {
        averages.merge(key, Average.NONE.plus(number), (known, first) -> known.plus(number));
    }

    /** Writes all of it. */
    synchronized void write(ObjectNode into) {
        ObjectNode calls = into.putObject("calls");
        counts.forEach(calls::put);
        averages.forEach((key, average) -> Report.average(into.putObject(key), average));
    }

    private Counter newOutcome(String outcome) {
        return Counter.builder("llm.shadow.calls")
                .description("calls of shadows by how they ended, or why there was none")
                .tag("model", model)
                .tag("use", use)
                .tag("outcome", outcome)
                .register(registry);
    }

    private void cost(double usd) {
        Counter.builder("llm.shadow.cost")
                .description("what the replies of shadows cost, which is part of no other meter")
                .baseUnit("usd")
                .tag("model", model)
                .tag("use", use)
                .register(registry)
                .increment(usd);
    }
}
