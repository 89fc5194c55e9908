package dev.llmrouter.ranking;

import static dev.llmrouter.ranking.Fixture.SECOND;
import static dev.llmrouter.ranking.Fixture.member;
import static dev.llmrouter.ranking.Fixture.members;
import static dev.llmrouter.ranking.Fixture.selection;
import static dev.llmrouter.ranking.Fixture.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FastestPolicyTest {

    private static final List<String> ANY = List.of("any");

    private final Fixture fixture = new Fixture();

    private Policy policy(List<Member> members, @Nullable Double explore) {
        return new FastestPolicy(
                "model", members, new FastestPolicy.Options(ANY, null, explore, null), fixture.performance);
    }

    private Simulation simulation(int targets, boolean stream) {
        return new Simulation(fixture, policy(members(targets), null), stream);
    }

    private static double share(Map<String, Double> shares, int target) {
        return shares.getOrDefault("t" + target, 0.0);
    }

    @ParameterizedTest
    @CsvSource({"true, 20", "true, 200", "true, 3", "false, 20", "false, 200"})
    void trafficMovesWithinSecondsOfASlowdownAndReturnsAfterIt(boolean stream, double callsPerSecond) {
        Simulation simulation = simulation(3, stream)
                .answering(0, 0.3, 0.001)
                .answering(1, 0.4, 0.001)
                .answering(2, 0.5, 0.001);
        simulation.run(30, callsPerSecond);
        assertThat(share(simulation.run(30, callsPerSecond), 0)).isGreaterThan(0.5);
        simulation.answering(0, 5, 0.001);
        simulation.run(3, callsPerSecond);
        assertThat(share(simulation.run(30, callsPerSecond), 0)).isLessThan(0.08);
        simulation.answering(0, 0.3, 0.001);
        simulation.run(60, callsPerSecond);
        assertThat(share(simulation.run(30, callsPerSecond), 0)).isGreaterThan(0.5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTargetThatHangsDoesNotLookFastWhileNobodyHasGivenUpYet(boolean stream) {
        Simulation simulation = simulation(2, stream).answering(0, 0.3, 0.001).answering(1, 0.5, 0.001);
        simulation.run(30, 20);
        simulation.hanging(0);
        simulation.run(2, 20);
        assertThat(share(simulation.run(20, 20), 0)).isLessThan(0.06);
    }

    @Test
    void aTargetThatFailsAtOnceDoesNotLookFast() {
        Simulation simulation = simulation(2, true).answering(0, 0.3, 0.001).failing(1);
        simulation.run(2, 20);
        assertThat(share(simulation.run(30, 20), 1)).isLessThan(0.06);
        simulation.answering(1, 0.1, 0.001);
        simulation.run(60, 20);
        assertThat(share(simulation.run(30, 20), 1)).isGreaterThan(0.9);
    }

    @Test
    void whatIsNotExploredIsForgottenAndSoTriedAgain() {
        Simulation simulation = new Simulation(fixture, policy(members(2), 0.0), true)
                .answering(0, 5, 0.001)
                .answering(1, 0.5, 0.001);
        simulation.run(60, 20);
        assertThat(share(simulation.run(20, 20), 0)).isZero();
        simulation.answering(0, 0.1, 0.001);
        simulation.run(150, 20);
        assertThat(share(simulation.run(20, 20), 0)).isEqualTo(1);
    }

    @Test
    void targetsOfWhichNothingIsKnownAreTriedEarlyButByFewAtOnce() {
        Simulation simulation = simulation(20, true);
        for (int i = 0; i < 20; i++) {
            simulation.answering(i, 0.5, 0.001);
        }
        Map<String, Double> atOnce = simulation.run(0.2, 500);
        assertThat(atOnce).hasSizeGreaterThan(17);
        assertThat(atOnce.values()).allSatisfy(share -> assertThat(share).isLessThan(0.13));
    }

    @Test
    void theLengthOfRepliesDoesNotBlurWhoIsFaster() {
        Simulation simulation = simulation(2, false).answering(0, 0.3, 0.020).answering(1, 0.3, 0.016);
        simulation.run(60, 10);
        assertThat(share(simulation.run(300, 10), 1)).isGreaterThan(0.8);
    }

    @Test
    void theOthersFollowByTheirTimes() {
        for (int i = 0; i < 5; i++) {
            fixture.performance.of(target(i)).begun((5 - i) * SECOND);
        }
        List<Target> ranked = policy(members(5), 0.0).rank(selection("id"));
        List<Target> others = ranked.subList(1, 5);
        assertThat(others)
                .isSortedAccordingTo(
                        java.util.Comparator.comparing(Target::name).reversed());
        assertThat(ranked.get(0)).isNotEqualTo(target(0));
    }

    @Test
    void aModelIsAsFastAsTheTargetThatItWouldChoose() {
        fixture.performance.of(target(0)).begun(3 * SECOND);
        fixture.performance.of(target(1)).begun(SECOND);
        fixture.performance.of(target(2)).begun(2 * SECOND);
        Member slowFirst = new Member("m", new PriorityPolicy(List.of(member(target(0)), member(target(1)))), 1);
        assertThat(policy(List.of(slowFirst, member(target(2))), 0.0).rank(selection("id")))
                .containsExactly(target(2), target(0), target(1));
    }

    @Test
    void aHalfLifeOfNothingIsRefused() {
        assertThatThrownBy(() -> new FastestPolicy.Options(ANY, Duration.ZERO, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("halfLife: ");
    }
}
