package dev.llmrouter.policy;

import dev.llmrouter.call.Places;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * How the targets of a router have done lately: what policies may know of load, times and habits. Holds a few hundred
 * bytes for each target. Thread-safe.
 */
public final class Performance {

    /** After how long a time that was measured counts half, where nobody wants it otherwise. */
    public static final Duration HALF_LIFE = Duration.ofSeconds(10);

    private final Function<Target, Places> places;
    private final LongSupplier nanoTime;
    private final Duration halfLife;
    private final List<Performance> all;
    private final Map<String, TargetPerformance> targets = new ConcurrentHashMap<>();
    private final ReplyLength length = new ReplyLength(null);

    /**
     * Of targets of which nothing is known yet.
     *
     * @param places the places of every target
     * @param nanoTime a clock like {@link System#nanoTime()}, by which attempts are timed as well
     */
    public Performance(Function<Target, Places> places, LongSupplier nanoTime) {
        this(places, nanoTime, HALF_LIFE, new CopyOnWriteArrayList<>());
    }

    private Performance(
            Function<Target, Places> places, LongSupplier nanoTime, Duration halfLife, List<Performance> all) {
        this.places = places;
        this.nanoTime = nanoTime;
        this.halfLife = halfLife;
        this.all = all;
        all.add(this);
    }

    /** {@return the performance of the same targets, as it is seen with another half-life of times and failures} */
    public Performance withHalfLife(Duration other) {
        synchronized (all) {
            for (Performance known : all) {
                if (known.halfLife.equals(other)) {
                    return known;
                }
            }
            return new Performance(places, nanoTime, other, all);
        }
    }

    /** {@return this and those with other half-lives, all of which have to be told what happens} */
    public List<Performance> all() {
        return all;
    }

    /** {@return how a target has done} */
    public TargetPerformance of(Target target) {
        TargetPerformance known = targets.get(target.name());
        return known != null ? known : targets.computeIfAbsent(target.name(), name -> unknown(target));
    }

    /**
     * {@return how many tokens the reply to a request will have, whoever answers, and not more than the caller allows}
     */
    public double outputTokens(LlmRequest request) {
        double expected = length.expected(nanoTime.getAsLong());
        int asked = request.maxOutputTokens();
        return asked > 0 ? Math.min(expected, asked) : expected;
    }

    private TargetPerformance unknown(Target target) {
        return new TargetPerformance(target, places.apply(target), nanoTime, halfLife, length);
    }
}
