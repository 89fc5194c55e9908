package dev.llmrouter.meter;

import dev.llmrouter.catalog.Price;
import dev.llmrouter.outcome.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The meters of one target. Thread-safe. */
final class TargetMeters {

    private final Timer firstToken;
    private final Timer reply;
    private final Counter input;
    private final Counter cached;
    private final Counter cacheWrite;
    private final Counter output;
    private final Counter reasoning;
    private final Counter cost;
    private final Counter estimated;
    private final Counter leftOut;

    TargetMeters(MeterRegistry registry, String target) {
        this.firstToken = Meters.timer(
                registry, "llm.time.to.first.token", "until the first content of a stream", "target", target);
        this.reply = Meters.timer(registry, "llm.time.to.reply", "until a whole reply was there", "target", target);
        this.input = tokens(registry, target, "input");
        this.cached = tokens(registry, target, "cached");
        this.cacheWrite = tokens(registry, target, "cacheWrite");
        this.output = tokens(registry, target, "output");
        this.reasoning = tokens(registry, target, "reasoning");
        this.cost = Counter.builder("llm.cost")
                .description("what a target's replies cost, where its price is known")
                .baseUnit("usd")
                .tag("target", target)
                .register(registry);
        this.estimated = Counter.builder("llm.usage.estimated")
                .description("replies whose tokens the provider did not count, so that they are estimated, or none")
                .tag("target", target)
                .register(registry);
        this.leftOut = Counter.builder("llm.stream.events.dropped")
                .description("events of streams that could not be read, so that they were not passed on")
                .tag("target", target)
                .register(registry);
    }

    /** Cached tokens and those put into a cache are part of the input, reasoning of the output. */
    private static Counter tokens(MeterRegistry registry, String target, String kind) {
        return Counter.builder("llm.tokens")
                .description("tokens by kind; cached and cacheWrite are part of the input, reasoning of the output")
                .tag("target", target)
                .tag("kind", kind)
                .register(registry);
    }

    void answered(boolean stream, long nanos) {
        (stream ? firstToken : reply).record(Duration.ofNanos(nanos));
    }

    void leftOut(int events) {
        leftOut.increment(events);
    }

    void used(Usage usage, @Nullable Price price) {
        input.increment((double) usage.input());
        output.increment((double) usage.output());
        if (usage.cached() > 0) {
            cached.increment((double) usage.cached());
        }
        if (usage.cacheWrite() > 0) {
            cacheWrite.increment((double) usage.cacheWrite());
        }
        if (usage.reasoning() > 0) {
            reasoning.increment((double) usage.reasoning());
        }
        if (usage.estimated()) {
            estimated.increment();
        }
        if (price != null) {
            cost.increment(price.cost(usage));
        }
    }
}
