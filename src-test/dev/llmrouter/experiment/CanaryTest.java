package dev.llmrouter.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CanaryTest {

    private static final Duration EVERY = Duration.ofMinutes(10);

    private final TestClock clock = new TestClock();
    private final Random random = new Random(1);
    private final Experiment experiment =
            experiment(new CanaryOptions("new", List.of(1.0, 10.0, 100.0), EVERY, 50, 2.0, 1.5));

    private Experiment experiment(@Nullable CanaryOptions canary) {
        Map<String, ArmOptions> arms = new LinkedHashMap<>();
        arms.put("old", new ArmOptions("a", null));
        arms.put("new", new ArmOptions("b", 20.0));
        return new Experiment("ab", new SplitOptions("user", arms, canary), List.of("old", "new"), clock);
    }

    private Seat seat(int arm) {
        return experiment.live().seats().get(arm);
    }

    private Canary canary() {
        return Objects.requireNonNull(experiment.live().canary());
    }

    /** So many calls of an arm, of which some fail, and the others take about so long. */
    private void calls(int arm, int count, double errorRate, double seconds) {
        for (int call = 0; call < count; call++) {
            Outcome outcome = random.nextDouble() < errorRate ? Outcome.ERROR : Outcome.OK;
            seat(arm).figures().ended(outcome, seconds * Math.exp(0.5 * random.nextGaussian()), 0.001);
            experiment.watch();
        }
    }

    @Test
    void goesOnStepByStepWhileAllIsWell() {
        assertThat(Shares.percent(seat(1).slots())).isEqualTo(1);
        calls(0, 200, 0.01, 1);
        calls(1, 200, 0.01, 1);
        assertThat(canary().step()).as("its time is not over").isZero();
        clock.pass(EVERY);
        calls(1, 1, 0, 1);
        assertThat(Shares.percent(seat(1).slots())).isEqualTo(10);
        assertThat(seat(1).figures().seen().errors().count())
                .as("figures of another share say nothing of this one")
                .isZero();
        clock.pass(EVERY);
        calls(0, 200, 0.01, 1);
        calls(1, 100, 0.01, 1);
        assertThat(Shares.percent(seat(1).slots())).isEqualTo(100);
        assertThat(canary().state()).isEqualTo(Canary.State.DONE);
    }

    @Test
    void waitsForEnoughCalls() {
        clock.pass(EVERY.multipliedBy(10));
        calls(0, 200, 0.01, 1);
        calls(1, 49, 0, 1);
        assertThat(canary().step()).isZero();
        calls(1, 1, 0, 1);
        assertThat(canary().step()).isEqualTo(1);
    }

    @Test
    void isTakenBackAtOnceWhereItOnlyFails() {
        calls(0, 200, 0.01, 1);
        calls(1, 6, 1, 1);
        assertThat(canary().state()).isEqualTo(Canary.State.ROLLED_BACK);
        assertThat(canary().why()).isEqualTo("errors 100.0 % against 1.0 %");
        assertThat(experiment.live().arm("any")).isZero();
    }

    @Test
    void isTakenBackWhereItIsSlower() {
        calls(0, 500, 0.01, 1);
        calls(1, 300, 0.01, 2);
        assertThat(canary().state()).isEqualTo(Canary.State.ROLLED_BACK);
        assertThat(canary().why()).startsWith("latency p50 ");
    }

    @Test
    void staysWhereItIsSlowerThanTheControlButNotByTooMuch() {
        calls(0, 500, 0.01, 1);
        calls(1, 500, 0.01, 1.2);
        assertThat(canary().state()).isEqualTo(Canary.State.RAMPING);
    }

    @Test
    void staysWhereItIsWorseButThatMayBeChance() {
        calls(0, 200, 0, 1);
        calls(1, 48, 0, 1);
        seat(1).figures().ended(Outcome.ERROR, 1, null);
        seat(1).figures().ended(Outcome.FELL_BACK, 1, null);
        clock.pass(EVERY.multipliedBy(2));
        experiment.watch();
        assertThat(canary().state()).isEqualTo(Canary.State.RAMPING);
        assertThat(canary().step()).isZero();
        calls(1, 150, 0, 1);
        assertThat(canary().step())
                .as("more calls have shown that it was chance")
                .isEqualTo(1);
    }

    @Test
    void isSeldomTakenBackWhereItIsAsGoodAsTheControl() {
        int takenBack = 0;
        for (int run = 0; run < 100; run++) {
            experiment.reset();
            for (int call = 0; call < 500; call++) {
                calls(call % 10 == 0 ? 1 : 0, 1, 0.05, 1);
            }
            takenBack += canary().state() == Canary.State.ROLLED_BACK ? 1 : 0;
        }
        assertThat(takenBack).isLessThanOrEqualTo(2);
    }

    @Test
    void onceTakenBackItStaysBackUntilItIsReset() {
        calls(0, 200, 0.01, 1);
        calls(1, 20, 1, 1);
        assertThatThrownBy(() -> experiment.resume(null)).hasMessageContaining("taken back: errors");
        experiment.share(Map.of("new", 50.0));
        assertThat(seat(1).isOn()).isFalse();
        clock.pass(EVERY.multipliedBy(100));
        calls(0, 200, 0.01, 1);
        assertThat(canary().state()).isEqualTo(Canary.State.ROLLED_BACK);
        experiment.reset();
        assertThat(canary().state()).isEqualTo(Canary.State.RAMPING);
        assertThat(Shares.percent(seat(1).slots())).isEqualTo(1);
        assertThat(seat(1).isOn()).isTrue();
    }

    @Test
    void atItsLastStepItIsStillComparedWithWhatTheControlWasLike() {
        calls(0, 200, 0.01, 1);
        for (int step = 0; step < 2; step++) {
            clock.pass(EVERY);
            calls(1, 60, 0, 1);
            calls(0, 60, 0, 1);
        }
        assertThat(canary().state()).isEqualTo(Canary.State.DONE);
        calls(1, 30, 1, 1);
        assertThat(canary().state()).isEqualTo(Canary.State.ROLLED_BACK);
    }

    @Test
    void aRampEndsWhereSomebodyChangesTheShares() {
        experiment.share(Map.of("new", 33.3));
        assertThat(canary().state()).isEqualTo(Canary.State.BY_HAND);
        clock.pass(EVERY.multipliedBy(2));
        calls(0, 200, 0, 1);
        calls(1, 200, 0, 1);
        assertThat(Shares.percent(seat(1).slots())).isCloseTo(33.3, within(1e-9));
        assertThat(Shares.percent(seat(0).slots())).isCloseTo(66.7, within(1e-9));
    }

    @Test
    void anArmThatIsSwitchedOffKeepsItsUnitsForLater() {
        Experiment plain = experiment(null);
        List<Integer> before = arms(plain);
        plain.stop("new");
        assertThat(arms(plain)).containsOnly(0);
        plain.resume(null);
        assertThat(arms(plain)).isEqualTo(before).contains(1);
    }

    @Test
    void sharesThatDoNotAddUpAndArmsThatThereAreNotAreRefused() {
        assertThatThrownBy(() -> experiment.share(Map.of("new", 101.0))).hasMessageStartingWith("arms ");
        assertThatThrownBy(() -> experiment.share(Map.of("new", 30.0, "old", 60.0)))
                .hasMessage("arms have percentages that do not add up to 100: 90");
        assertThatThrownBy(() -> experiment.share(Map.of("other", 1.0))).hasMessage("arms has no other, but old, new");
        assertThatThrownBy(() -> experiment.stop("old")).hasMessage("arm is one of new");
    }

    private static List<Integer> arms(Experiment of) {
        return java.util.stream.IntStream.range(0, 200)
                .mapToObj(user -> of.live().arm("user-" + user))
                .toList();
    }
}
