package dev.llmrouter.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FaultsTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private double drawn;
    private final Faults faults = new Faults(now::get, () -> drawn);

    private static FaultRule rule(FaultKind fault, double percent, @Nullable Duration lasts, String... targets) {
        return new FaultRule(List.of(targets), fault, percent, lasts, null, null, null, null);
    }

    @Test
    void nothingGoesWrongUnlessItIsSwitchedOn() {
        assertThat(faults.strike("any")).isNull();
    }

    @Test
    void aFaultStrikesItsShareOfTheAttempts() {
        faults.set(Map.of("storm", rule(FaultKind.RATE_LIMIT, 20, null, "*")));
        drawn = 0.1999;
        assertThat(faults.strike("any")).isNotNull();
        drawn = 0.2;
        assertThat(faults.strike("any")).isNull();
        assertThat(faults.running().values()).extracting(RunningFault::struck).containsExactly(1L);
    }

    @Test
    void itStrikesTheTargetsThatItIsFor() {
        faults.set(Map.of("hang", rule(FaultKind.HANG, 100, null, "gpt-*", "own/a.b")));
        assertThat(List.of("gpt-mini", "gpt-", "own/a.b")).allMatch(target -> faults.strike(target) != null);
        assertThat(List.of("a-gpt-mini", "own/axb", "own/a.b.c")).allMatch(target -> faults.strike(target) == null);
    }

    @Test
    void sharesOfSeveralFaultsAddUp() {
        Map<String, FaultRule> both = new java.util.LinkedHashMap<>();
        both.put("reset", rule(FaultKind.RESET, 10, null, "*"));
        both.put("cut", rule(FaultKind.CUT, 10, null, "*"));
        faults.set(both);
        drawn = 0.15;
        assertThat(faults.strike("any")).isNotNull();
        assertThat(faults.running().values()).extracting(RunningFault::struck).containsExactly(0L, 1L);
        drawn = 0.2;
        assertThat(faults.strike("any")).isNull();
    }

    @Test
    void aFaultEndsByItself() {
        faults.set(Map.of("hang", rule(FaultKind.HANG, 100, Duration.ofMinutes(1), "*")));
        now.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(faults.strike("any")).isNotNull();
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(faults.strike("any")).isNull();
        assertThat(faults.running()).isEmpty();
    }

    @Test
    void whatWouldDoNothingIsRefused() {
        assertThatThrownBy(
                        () -> new FaultRule(null, FaultKind.HANG, null, null, Duration.ofSeconds(1), null, null, null))
                .hasMessage("delay is for latency and slow");
        assertThatThrownBy(() -> new FaultRule(null, FaultKind.RESET, null, null, null, 3, null, null))
                .hasMessage("after is for cut, stall and malformed");
    }
}
