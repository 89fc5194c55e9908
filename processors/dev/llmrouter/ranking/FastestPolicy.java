package dev.llmrouter.ranking;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.ModelName;
import dev.llmrouter.policy.Performance;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyFactory;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Selection;
import dev.llmrouter.policy.TargetPerformance;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The faster of two members drawn by lot, to the first content of a stream or to a whole reply; the others behind it, the
 * fastest first. Failures count as time. A target of which nothing is known counts as fast until calls have waited for
 * it, so it is soon tried, and by few at once. A member that is a model is as fast as the target that it would choose.
 *
 * <p>Two choices instead of all keep calls that come at once from running to the same target (Mitzenmacher, 2001).
 */
public final class FastestPolicy implements Policy {

    /** The options of {@code fastest}. */
    @Doc("what it chooses from, and how it learns")
    public record Options(
            @Doc(value = "the members: names of models, of targets, or PROVIDER/MODEL", required = true)
                    @Range(min = 1)
                    @ModelName
                    List<String> of,
            @Doc("after how long a measured time counts half; default 10s") @Nullable Duration halfLife,
            @Doc(
                            "which share of the calls goes to any member by lot, so that one that has recovered is found; default 0.05")
                    @Range(min = 0, max = 1)
                    @Nullable
                    Double explore,
            @Doc("by how much slower a target counts of which every call fails; default 10s") @Nullable
                    Duration failureCosts) {

        /** Fills in the defaults. */
        public Options {
            of = List.copyOf(of);
            halfLife = HalfLife.orDefault(halfLife);
            explore = Objects.requireNonNullElse(explore, Exploration.SHARE);
            failureCosts = Objects.requireNonNullElse(failureCosts, Duration.ofSeconds(10));
        }
    }

    /** Finds it under {@code fastest}. */
    public static final class Factory implements PolicyFactory<Options> {

        @Override
        public Class<Options> options() {
            return Options.class;
        }

        @Override
        public @Nullable Policy create(Options options, PolicyParts parts) {
            List<Member> members = parts.members(options.of());
            return members.isEmpty() ? null : new FastestPolicy(parts.model(), members, options, parts.performance());
        }
    }

    private final List<Member> members;
    private final Performance performance;
    private final Exploration exploration;
    private final double failureNanos;
    private final String one;
    private final String other;

    /** {@code model} is what they are members of. */
    public FastestPolicy(String model, List<Member> members, Options options, Performance performance) {
        this.members = List.copyOf(members);
        this.performance = performance.withHalfLife(Objects.requireNonNull(options.halfLife()));
        this.exploration = Exploration.of(model, Objects.requireNonNull(options.explore()));
        this.failureNanos = Objects.requireNonNull(options.failureCosts()).toNanos();
        this.one = model + "\none";
        this.other = model + "\nother";
    }

    @Override
    public List<Target> rank(Selection selection) {
        LlmRequest request = selection.call().request();
        Ranked ranked = Ranked.of(members, selection);
        double[] times = new double[members.size()];
        for (int i = 0; i < times.length; i++) {
            times[i] = millis(ranked.best(i), request);
        }
        selection.compared("milliseconds to the answer, failures included", members, times);
        int explored = exploration.member(ranked, selection);
        return ranked.ascending(times, explored == Ranked.NONE ? fasterOfTwo(ranked, times, selection) : explored);
    }

    private double millis(@Nullable Target best, LlmRequest request) {
        if (best == null) {
            return Double.POSITIVE_INFINITY;
        }
        TargetPerformance of = performance.of(best);
        double nanos = of.nanosToAnswer(request);
        double known = Double.isNaN(nanos) ? of.waitedNanos(request.stream()) : nanos;
        return (known + of.failureShare() * failureNanos) / 1e6;
    }

    private int fasterOfTwo(Ranked ranked, double[] times, Selection selection) {
        int able = ranked.able();
        if (able < 2) {
            return Ranked.NONE;
        }
        int place = (int) (selection.draw(one) * able);
        int further = 1 + (int) (selection.draw(other) * (able - 1));
        int first = ranked.ableAt(place);
        int second = ranked.ableAt((place + further) % able);
        return times[second] < times[first] ? second : first;
    }
}
