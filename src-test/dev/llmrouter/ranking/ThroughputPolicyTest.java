package dev.llmrouter.ranking;

import static dev.llmrouter.ranking.Fixture.SECOND;
import static dev.llmrouter.ranking.Fixture.members;
import static dev.llmrouter.ranking.Fixture.selection;
import static dev.llmrouter.ranking.Fixture.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.outcome.Usage;
import dev.llmrouter.policy.Policy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThroughputPolicyTest {

    private final Fixture fixture = new Fixture();

    private Policy policy(int targets, double explore) {
        return new ThroughputPolicy(
                "model",
                members(targets),
                new ThroughputPolicy.Options(List.of("any"), null, explore),
                fixture.performance);
    }

    private void replies(int target, double seconds, int tokens) {
        fixture.performance.of(target(target)).succeeded((long) (seconds * SECOND), Usage.of(10, tokens));
    }

    @Test
    void theOneWithMostTokensInASecondComesFirst() {
        replies(0, 2, 50);
        replies(1, 10, 1000);
        replies(2, 1, 60);
        assertThat(policy(3, 0).rank(selection("id"))).containsExactly(target(1), target(2), target(0));
    }

    @Test
    void oneOfWhichNothingIsKnownIsTriedFirstButNotAfterItFailed() {
        replies(0, 1, 60);
        assertThat(policy(2, 0).rank(selection("id"))).startsWith(target(1));
        fixture.performance.of(target(1)).failed();
        assertThat(policy(2, 0).rank(selection("id"))).startsWith(target(0));
    }

    @Test
    void trafficMovesWithinSecondsOfASlowdownAndReturnsAfterIt() {
        Simulation simulation = new Simulation(fixture, policy(2, 0.05), true)
                .answering(0, 0.3, 0.005)
                .answering(1, 0.3, 0.010);
        simulation.run(20, 20);
        assertThat(simulation.run(20, 20).get("t0")).isGreaterThan(0.9);
        simulation.answering(0, 0.3, 0.030);
        simulation.run(5, 20);
        assertThat(simulation.run(20, 20).get("t0")).isLessThan(0.1);
        simulation.answering(0, 0.3, 0.005);
        simulation.run(60, 20);
        assertThat(simulation.run(20, 20).get("t0")).isGreaterThan(0.9);
    }

    @Test
    void oneThatHangsBringsNoTokens() {
        Simulation simulation = new Simulation(fixture, policy(2, 0.05), false)
                .answering(0, 0.3, 0.005)
                .answering(1, 0.3, 0.010);
        simulation.run(20, 20);
        simulation.hanging(0);
        simulation.run(8, 20);
        Map<String, Double> shares = simulation.run(20, 20);
        assertThat(shares.get("t0")).isLessThan(0.1);
    }
}
