package dev.llmrouter.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.call.Account;
import dev.llmrouter.call.Identity;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What limits cost a call, in time of the processor. {@code ./mvnw test -Dtest=LimitCostTest -Dspeed} tells. */
@EnabledIfSystemProperty(named = "speed", matches = ".*")
class LimitCostTest {

    private static final Identity CALLER = new Identity("group", "acme", "ann", List.of(), "one");
    private static final int CALLS = 1_000_000;

    private static double nanos(Allotments allotments) {
        int made = 0;
        int headers = 0;
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < CALLS; i++) {
            List<Allotment> from = allotments.of(CALLER, none -> false);
            made += Taken.takeAll(from, 10) == null ? 1 : 0;
            headers += LimitHeaders.of(from).size();
            for (Allotment allotment : from) {
                allotment.settle(10, 5);
            }
        }
        long nanos = threads.getCurrentThreadCpuTime() - begin;
        assertThat(made).isEqualTo(CALLS);
        assertThat(headers).isPositive();
        return (double) nanos / CALLS;
    }

    private static void tell(String what, Allotments allotments) {
        nanos(allotments);
        nanos(allotments);
        System.out.printf("%s: %.0f ns%n", what, nanos(allotments));
    }

    @Test
    void whatACallPays() {
        Limit all = Fixture.limit(100_000_000, 100_000_000, 1000);
        Supplies own = Fixture.own(System::nanoTime);
        tell("calls, tokens and seats of four accounts", new Allotments(account -> List.of(all), own));
        tell(
                "calls of one account",
                new Allotments(
                        account -> account.kind() == Account.Kind.TENANT
                                ? List.of(Fixture.limit(100_000_000, null, null))
                                : List.of(),
                        own));
    }
}
