package dev.llmrouter.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.llmrouter.call.Call;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.Selection;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class DecisionCostTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Twenty rules of which the last holds. */
    private static List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            rules.add(Rules.simple("${variable.call.hasTools}", "a"));
            rules.add(Rules.simple("${variable.call.length} > " + (100_000 + i), "a"));
            rules.add(Rules.header("x-tier", "gold" + i, "a"));
        }
        rules.add(Rules.simple("${variable.call.stream}", "a"));
        rules.add(Rules.simple("${header.x-team} == 'law'", "a"));
        rules.add(Rules.simple("${body} contains 'contract'", "a"));
        rules.add(Rules.regex("\\bgdpr\\b", "a"));
        rules.add(Rules.within("00:00-00:00", "b"));
        return rules;
    }

    private record Cost(long bytes, long median, long slow) {}

    private static Cost cost(Policy policy, CamelContext camel, int times) {
        List<Selection> selections = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Call call = Rules.call("Please tell me what the weather will be in Berlin tomorrow.", Map.of());
            // what the request costs to read is no cost of the decision
            assertThat(call.prompt()).isNotEmpty();
            selections.add(Rules.selection(camel, call));
        }
        long[] nanos = new long[times];
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < times; i++) {
            long begin = System.nanoTime();
            policy.rank(selections.get(i));
            nanos[i] = System.nanoTime() - begin;
        }
        long bytes = (THREADS.getCurrentThreadAllocatedBytes() - before) / times;
        Arrays.sort(nanos);
        return new Cost(bytes, nanos[times / 2], nanos[times * 99 / 100]);
    }

    @Test
    void aDecisionWithTwentyRulesMakesLittleGarbageAndTakesMicroseconds() {
        CamelContext camel = new DefaultCamelContext();
        try {
            camel.start();
            Policy policy = Objects.requireNonNull(new ContentPolicy.Factory()
                    .create(new ContentPolicy.Options(rules(), "c", false), Rules.parts(camel, Set.of())));
            cost(policy, camel, 20_000);
            Cost cost = cost(policy, camel, 20_000);
            assertThat(cost.bytes()).isLessThan(2048);
            assertThat(cost.median()).isLessThan(100_000);
        } finally {
            camel.stop();
        }
    }
}
