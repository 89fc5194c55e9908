package dev.llmrouter.ranking;

import static dev.llmrouter.ranking.Fixture.SECOND;
import static dev.llmrouter.ranking.Fixture.member;

import com.sun.management.ThreadMXBean;
import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Performance;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.Selection;
import dev.llmrouter.policy.TargetPerformance;
import dev.llmrouter.tokens.TokenCounter;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a decision between 50 targets takes of memory. The prompt's tokens are counted before, since all who ask for them
 * share one count.
 */
final class Decisions {

    private static final int TARGETS = 50;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Decisions() {}

    /** Every policy of this package over 50 targets that are busy, and of which everything is known. */
    static Map<String, Policy> policies() {
        Fixture fixture = new Fixture();
        List<String> any = List.of("any");
        List<Member> members = IntStream.range(0, TARGETS)
                .mapToObj(i -> member(learned(Fixture.target(i, 1 + i % 7, 2 + i % 11), i, fixture), 1 + i % 3))
                .toList();
        Performance performance = fixture.performance;
        Map<String, Policy> policies = new LinkedHashMap<>();
        policies.put("priority", new PriorityPolicy(members));
        policies.put("weighted", new WeightedPolicy("m", members));
        policies.put("roundRobin", new RoundRobinPolicy(members));
        policies.put("leastBusy", new LeastBusyPolicy("m", members, performance));
        policies.put(
                "fastest",
                new FastestPolicy("m", members, new FastestPolicy.Options(any, null, null, null), performance));
        policies.put(
                "throughput",
                new ThroughputPolicy("m", members, new ThroughputPolicy.Options(any, null, null), performance));
        policies.put("cheapest", new CheapestPolicy(members, performance));
        policies.put("sticky", new StickyPolicy(members, StickyPolicy.unit("header:x-customer")));
        return policies;
    }

    private static Target learned(Target target, int number, Fixture fixture) {
        TargetPerformance of = fixture.performance.of(target);
        for (int i = 0; i < 30; i++) {
            of.begun((300 + number) * SECOND / 1000);
            of.succeeded((1000 + number) * SECOND / 1000, new Usage(500, 100, 0, 100 + number + i, 0, false));
            fixture.pass(SECOND / 1000);
        }
        for (int i = 0; i < number % 10; i++) {
            fixture.places(target).take(0);
            fixture.places(target).waiting(true).enter(fixture.now());
        }
        return target;
    }

    private static Selection selection(int number) {
        Call call = Fixture.call(
                "0b5c9a8e-6f1d-4c1b-9d55-" + number,
                "{\"model\":\"any\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
                "x-customer",
                "customer-" + number);
        call.facts().tokens(TokenCounter.forModel("m0"));
        return Fixture.selection(call);
    }

    /** How many bytes a decision allocates, on average. */
    static long bytes(Policy policy) {
        Selection[] selections =
                IntStream.range(0, 1000).mapToObj(Decisions::selection).toArray(Selection[]::new);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (Selection selection : selections) {
            policy.rank(selection);
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / selections.length;
    }
}
