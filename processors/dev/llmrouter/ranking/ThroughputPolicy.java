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
 * The member that brings most tokens of a reply in a second, from the request to the last byte; tokens of those that
 * failed are none. A target of which nothing is known comes first until a call waits for it. A member that is a model is
 * as fast as the target that it would choose.
 */
public final class ThroughputPolicy implements Policy {

    /** The options of {@code throughput}. */
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
                    Double explore) {

        /** Fills in the defaults. */
        public Options {
            of = List.copyOf(of);
            halfLife = HalfLife.orDefault(halfLife);
            explore = Objects.requireNonNullElse(explore, Exploration.SHARE);
        }
    }

    /** Finds it under {@code throughput}. */
    public static final class Factory implements PolicyFactory<Options> {

        @Override
        public Class<Options> options() {
            return Options.class;
        }

        @Override
        public @Nullable Policy create(Options options, PolicyParts parts) {
            List<Member> members = parts.members(options.of());
            return members.isEmpty()
                    ? null
                    : new ThroughputPolicy(parts.model(), members, options, parts.performance());
        }
    }

    /** Milliseconds per token of a target that has only failed so far: slower than all that work. */
    private static final double NEVER_ANSWERED = 1000;

    private final List<Member> members;
    private final Performance performance;
    private final Exploration exploration;

    /** {@code model} is what they are members of. */
    public ThroughputPolicy(String model, List<Member> members, Options options, Performance performance) {
        this.members = List.copyOf(members);
        this.performance = performance.withHalfLife(Objects.requireNonNull(options.halfLife()));
        this.exploration = Exploration.of(model, Objects.requireNonNull(options.explore()));
    }

    @Override
    public List<Target> rank(Selection selection) {
        LlmRequest request = selection.call().request();
        Ranked ranked = Ranked.of(members, selection);
        double[] times = new double[members.size()];
        for (int i = 0; i < times.length; i++) {
            times[i] = millisPerToken(ranked.best(i), request);
        }
        selection.compared("milliseconds per token of the reply, failures included", members, times);
        return ranked.ascending(times, exploration.member(ranked, selection));
    }

    private double millisPerToken(@Nullable Target best, LlmRequest request) {
        if (best == null) {
            return Double.POSITIVE_INFINITY;
        }
        TargetPerformance of = performance.of(best);
        double speed = of.tokensPerSecond(request);
        double failures = of.failureShare();
        return Double.isNaN(speed)
                ? of.waitedNanos(request.stream()) / 1e6 + failures * NEVER_ANSWERED
                : 1000 / speed / (1 - failures);
    }
}
