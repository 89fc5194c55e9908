package dev.llmrouter.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class VectorIndexPropertyTest {

    private static List<float[]> vectors(int count, int dimension, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> vector(dimension, random))
                .toList();
    }

    private static float[] vector(int dimension, Random random) {
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    private static double cosine(float[] one, float[] other) {
        double product = 0;
        double square = 0;
        double otherSquare = 0;
        for (int i = 0; i < one.length; i++) {
            product += (double) one[i] * other[i];
            square += (double) one[i] * one[i];
            otherSquare += (double) other[i] * other[i];
        }
        return product / Math.sqrt(square * otherSquare);
    }

    /** Sizes about those of a block and of two; dimensions that four does not divide. */
    @Property(tries = 150)
    void findsWhatComparingWithEachFinds(
            @ForAll @IntRange(min = 1, max = 1100) int count,
            @ForAll @IntRange(min = 2, max = 19) int dimension,
            @ForAll @IntRange(min = 1, max = 40) int most,
            @ForAll long seed) {
        List<float[]> vectors = vectors(count, dimension, seed);
        float[] asked = vector(dimension, new Random(seed + 1));
        double[] expected = vectors.stream()
                .mapToDouble(vector -> cosine(vector, asked))
                .boxed()
                .sorted(Comparator.reverseOrder())
                .limit(most)
                .mapToDouble(near -> near)
                .toArray();
        Neighbours found = new VectorIndex(vectors).nearest(asked, most);
        assertThat(found.size()).isEqualTo(Math.min(most, count));
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found.similarity()[i]).isCloseTo(expected[i], within(1e-5));
            assertThat(cosine(vectors.get(found.at()[i]), asked)).isCloseTo(expected[i], within(1e-5));
        }
        assertThat(found.at()).doesNotHaveDuplicates();
    }

    @Property(tries = 50)
    void findsEachOfItsOwnFirst(@ForAll @IntRange(min = 1, max = 600) int count, @ForAll long seed) {
        List<float[]> vectors = vectors(count, 8, seed);
        int one = (int) Math.floorMod(seed, (long) count);
        Neighbours found = new VectorIndex(vectors).nearest(vectors.get(one), 1);
        assertThat(found.at()).containsExactly(one);
        assertThat(found.similarity()[0]).isCloseTo(1f, within(1e-5f));
    }

    @Example
    void ofEquallyNearOnesTheFirstComeFirst() {
        List<float[]> alike =
                IntStream.range(0, 5).mapToObj(i -> new float[] {3, 4}).toList();
        assertThat(new VectorIndex(alike).nearest(new float[] {4, 3}, 3).at()).containsExactly(0, 1, 2);
    }

    @Example
    void aVectorOfNoLengthIsNearToNone() {
        VectorIndex index = new VectorIndex(List.of(new float[] {1, 0}, new float[] {Float.NaN, 1}));
        assertThat(index.nearest(new float[] {0, 0}, 2).similarity()).containsExactly(0f, 0f);
        assertThat(index.nearest(new float[] {1, 0}, 2).similarity()).containsExactly(1f, 0f);
    }

    @Example
    void refusesVectorsOfAnotherLength() {
        VectorIndex index = new VectorIndex(List.of(new float[] {1, 0}));
        assertThatThrownBy(() -> index.nearest(new float[] {1, 0, 0}, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new VectorIndex(List.of(new float[] {1, 0}, new float[] {1})))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
