package dev.llmrouter.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmrouter.policy.Draw;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AllocationTest {

    private static final int STEP = Allocation.SLOTS / 200;

    /** Shares of four arms, and how they change one time after the other. */
    @Provide
    Arbitrary<List<int[]>> histories() {
        return Arbitraries.integers()
                .between(0, 200)
                .array(int[].class)
                .ofSize(3)
                .map(AllocationTest::shares)
                .list()
                .ofMinSize(2)
                .ofMaxSize(6);
    }

    private static int[] shares(int[] cuts) {
        int[] sorted = Arrays.stream(cuts).sorted().toArray();
        return new int[] {
            (200 - sorted[2]) * STEP, sorted[0] * STEP, (sorted[1] - sorted[0]) * STEP, (sorted[2] - sorted[1]) * STEP
        };
    }

    private static int armOf(Allocation allocation, int slot) {
        return allocation.arm((slot + 0.5) / Allocation.SLOTS);
    }

    private static int[] counted(Allocation allocation) {
        int[] counted = new int[4];
        for (int slot = 0; slot < Allocation.SLOTS; slot += STEP) {
            counted[armOf(allocation, slot)] += STEP;
        }
        return counted;
    }

    @Property(tries = 100)
    void everyArmHasItsShareHoweverItCameAbout(@ForAll("histories") List<int[]> history) {
        Allocation allocation = Allocation.of(history.get(0));
        for (int[] shares : history) {
            allocation = allocation.with(shares);
            assertThat(counted(allocation)).isEqualTo(shares);
            assertThat(IntStream.range(0, 4).map(allocation::share))
                    .containsExactly(shares[0], shares[1], shares[2], shares[3]);
        }
    }

    @Property(tries = 100)
    void aChangeMovesOnlyWhatItMustAndThatFromOrToTheControl(@ForAll("histories") List<int[]> history) {
        Allocation before = Allocation.of(history.get(0));
        for (int[] shares : history) {
            Allocation after = before.with(shares);
            int[] left = new int[4];
            for (int slot = 0; slot < Allocation.SLOTS; slot += STEP) {
                left[armOf(before, slot)] += armOf(before, slot) == armOf(after, slot) ? 0 : STEP;
            }
            for (int arm = 1; arm < 4; arm++) {
                assertThat(left[arm]).isEqualTo(Math.max(0, before.share(arm) - shares[arm]));
            }
            before = after;
        }
    }

    @Property(tries = 60)
    void withTwoArmsItIsTheSameHoweverItCameAbout(@ForAll("histories") List<int[]> history) {
        Allocation allocation = Allocation.of(Allocation.SLOTS, 0);
        for (int[] shares : history) {
            int[] two = {Allocation.SLOTS - shares[1], shares[1]};
            allocation = allocation.with(two);
            Allocation fresh = Allocation.of(two);
            for (int slot = 0; slot < Allocation.SLOTS; slot += STEP) {
                assertThat(armOf(allocation, slot)).isEqualTo(armOf(fresh, slot));
            }
        }
    }

    @Example
    void unitsAreSpreadAsTheSharesSayAndAnewInEveryExperiment() {
        Allocation allocation = Allocation.of(900_000, 100_000);
        int users = 100_000;
        int inFirst = 0;
        int inBoth = 0;
        for (int user = 0; user < users; user++) {
            boolean isInFirst = allocation.arm(Draw.of("user-" + user, "first")) == 1;
            inFirst += isInFirst ? 1 : 0;
            inBoth += isInFirst && allocation.arm(Draw.of("user-" + user, "second")) == 1 ? 1 : 0;
        }
        assertThat(inFirst / (double) users).isCloseTo(0.1, within(0.005));
        assertThat(inBoth / (double) users).isCloseTo(0.01, within(0.002));
    }
}
