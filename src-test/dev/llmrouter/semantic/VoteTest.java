package dev.llmrouter.semantic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmrouter.vector.Neighbours;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class VoteTest {

    private static Neighbours near(float... similarities) {
        return new Neighbours(IntStream.range(0, similarities.length).toArray(), similarities);
    }

    @Example
    void mostOfTheNearestDecide() {
        Vote vote = new Vote(near(0.61f, 0.6f, 0.6f, 0.59f), new int[] {0, 1, 1, 1}, 2);
        assertThat(vote.first()).isEqualTo(1);
        assertThat(vote.nearest()[0]).isCloseTo(0.61, within(1e-6));
        assertThat(vote.nearest()[1]).isCloseTo(0.6, within(1e-6));
    }

    @Example
    void aLargeBranchFurtherAwayDoesNotOutvoteASmallOne() {
        float[] similarities = {0.8f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f};
        Vote vote = new Vote(near(similarities), new int[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 2);
        assertThat(vote.first()).isEqualTo(1);
    }

    @Example
    void ofEqualBranchesThatOfTheNearestExampleWins() {
        assertThat(new Vote(near(0.5f, 0.5f), new int[] {1, 0}, 2).first()).isEqualTo(1);
        assertThat(new Vote(near(0f, -0.5f), new int[] {1, 0}, 2).first()).isEqualTo(1);
    }

    @Property(tries = 300)
    void sharesAreOfOneWholeAndTheLargestWins(
            @ForAll @Size(min = 1, max = 20) List<@FloatRange(min = -1, max = 1) Float> similarities,
            @ForAll @IntRange(min = 1, max = 5) int branches,
            @ForAll int seed) {
        float[] sorted = new float[similarities.size()];
        List<Float> descending = similarities.stream()
                .sorted(java.util.Comparator.reverseOrder())
                .toList();
        int[] branchOf = new int[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = descending.get(i);
            branchOf[i] = Math.floorMod(seed * 31 + i * 7, branches);
        }
        Vote vote = new Vote(near(sorted), branchOf, branches);
        double most = Arrays.stream(vote.shares()).max().orElseThrow();
        assertThat(vote.shares()[vote.first()]).isEqualTo(most);
        if (most > 0) {
            assertThat(Arrays.stream(vote.shares()).sum()).isCloseTo(1, within(1e-9));
        }
    }
}
