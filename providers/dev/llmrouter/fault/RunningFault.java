package dev.llmrouter.fault;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A fault that is on, and how often it has struck. Thread-safe. */
public final class RunningFault {

    private final String name;
    private final FaultRule rule;
    private final long begin;
    private final Pattern targets;
    private final Fault fault;
    private final LongAdder struck = new LongAdder();

    RunningFault(String name, FaultRule rule, long begin) {
        this.name = name;
        this.rule = rule;
        this.begin = begin;
        this.fault = new Fault(rule);
        this.targets = Pattern.compile(
                rule.targets().stream().map(RunningFault::pattern).collect(Collectors.joining("|")));
    }

    private static String pattern(String name) {
        return Pattern.quote(name).replace("*", "\\E.*\\Q");
    }

    /** {@return under which name it was switched on} */
    public String name() {
        return name;
    }

    /** {@return what goes wrong, where and how often} */
    public FaultRule rule() {
        return rule;
    }

    /** {@return how many attempts it has struck} */
    public long struck() {
        return struck.sum();
    }

    /** {@return for how long it stays on from now, which is in nanoseconds of the same clock; null for good} */
    @Nullable
    Duration left(long now) {
        Duration lasts = rule.lasts();
        return lasts == null ? null : lasts.minusNanos(now - begin);
    }

    /** {@return for how long it stays on; null for good} */
    public @Nullable Duration left() {
        return left(System.nanoTime());
    }

    boolean isOver(long now) {
        Duration left = left(now);
        return left != null && (left.isNegative() || left.isZero());
    }

    boolean isFor(String target) {
        return targets.matcher(target).matches();
    }

    Fault strike() {
        struck.increment();
        return fault;
    }

    @Override
    public String toString() {
        return rule.fault().word() + " for " + rule.percent() + " % of the attempts at "
                + String.join(", ", rule.targets())
                + (rule.lasts() == null ? "" : ", for " + rule.lasts().toSeconds() + " s");
    }
}
