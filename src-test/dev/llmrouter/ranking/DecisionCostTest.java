package dev.llmrouter.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DecisionCostTest {

    @Test
    void aDecisionBetween50TargetsTakesLessThan2KilobytesOfMemory() {
        Map<String, Long> bytes = new TreeMap<>();
        Decisions.policies().forEach((name, policy) -> {
            Decisions.bytes(policy);
            bytes.put(name, Decisions.bytes(policy));
        });
        assertThat(bytes).hasSize(8).allSatisfy((name, each) -> assertThat(each).isBetween(1L, 2047L));
    }
}
