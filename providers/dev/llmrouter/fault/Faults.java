package dev.llmrouter.fault;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The faults that are on. Who is not struck by one pays the read of one field. Thread-safe; may be switched at any time,
 * for attempts that begin from then on.
 */
public final class Faults {

    /** Under which name the context of a router has them. */
    public static final String NAME = "llm-router-faults";

    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);
    private static final double ALL = 100;

    private final LongSupplier clock;
    private final DoubleSupplier chance;
    private volatile List<RunningFault> running = List.of();

    /** No fault is on. */
    public Faults() {
        this(System::nanoTime, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** {@code chance} from 0 to less than 1. */
    Faults(LongSupplier clock, DoubleSupplier chance) {
        this.clock = clock;
        this.chance = chance;
    }

    /** Switches these on, by their names, in place of those before; all of them off where there are none. */
    public synchronized void set(Map<String, FaultRule> rules) {
        List<RunningFault> before = running;
        List<RunningFault> next = new ArrayList<>();
        rules.forEach((name, rule) -> next.add(new RunningFault(name, rule, clock.getAsLong())));
        running = List.copyOf(next);
        next.forEach(fault -> LOG.warn("FAULT ON PURPOSE {}: {}", fault.name(), fault));
        if (next.isEmpty() && !before.isEmpty()) {
            LOG.warn("no more faults on purpose");
        }
    }

    /** {@return those that are on, by name} */
    public Map<String, RunningFault> running() {
        Map<String, RunningFault> on = new LinkedHashMap<>();
        live().forEach(fault -> on.put(fault.name(), fault));
        return on;
    }

    /** {@return what goes wrong with the attempt at a target that begins now; nearly always null} */
    public @Nullable Fault strike(String target) {
        return running.isEmpty() ? null : strike(target, live());
    }

    private @Nullable Fault strike(String target, List<RunningFault> on) {
        double drawn = chance.getAsDouble() * ALL;
        for (RunningFault fault : on) {
            if (fault.isFor(target)) {
                drawn -= fault.rule().percent();
                if (drawn < 0) {
                    return fault.strike();
                }
            }
        }
        return null;
    }

    /** Those whose time is up go at the next look. */
    private List<RunningFault> live() {
        List<RunningFault> on = running;
        long now = clock.getAsLong();
        return on.stream().anyMatch(fault -> fault.isOver(now)) ? end(now) : on;
    }

    private synchronized List<RunningFault> end(long now) {
        for (RunningFault fault : running) {
            if (fault.isOver(now)) {
                LOG.warn("the fault on purpose {} is over", fault.name());
            }
        }
        running = running.stream().filter(fault -> !fault.isOver(now)).toList();
        return running;
    }
}
