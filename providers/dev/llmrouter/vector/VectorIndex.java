package dev.llmrouter.vector;

import java.util.Arrays;
import java.util.List;

/**
 * Vectors of one length, searched exactly for those nearest to another. Immutable and thread-safe.
 *
 * <p>They lie in blocks in which the first numbers of all come first, then the second ones, and so on: so the products
 * are summed for many vectors side by side, which the compiler makes vector instructions of, as it may not for the sum
 * of one vector.
 */
public final class VectorIndex {

    /** So many sums stay in the first-level cache. */
    private static final int BLOCK = 512;

    private final float[][] blocks;
    private final int size;
    private final int dimension;

    /**
     * An index of these vectors, which are copied.
     *
     * @throws IllegalArgumentException where they are not all of one length
     */
    public VectorIndex(List<float[]> vectors) {
        size = vectors.size();
        dimension = size == 0 ? 0 : vectors.get(0).length;
        blocks = new float[(size + BLOCK - 1) / BLOCK][];
        for (int block = 0; block < blocks.length; block++) {
            blocks[block] = block(vectors.subList(block * BLOCK, Math.min(size, (block + 1) * BLOCK)));
        }
    }

    private float[] block(List<float[]> vectors) {
        int rows = vectors.size();
        float[] block = new float[rows * dimension];
        for (int row = 0; row < rows; row++) {
            float[] unit = unit(vectors.get(row));
            for (int i = 0; i < dimension; i++) {
                block[i * rows + row] = unit[i];
            }
        }
        return block;
    }

    /** {@return how many vectors there are} */
    public int size() {
        return size;
    }

    /** {@return how many numbers each has; 0 where there is none} */
    public int dimension() {
        return dimension;
    }

    /**
     * {@return the {@code most} vectors nearest to this one, or all where there are fewer; of equally near ones those
     * that come first}
     *
     * @throws IllegalArgumentException where it has another length
     */
    public Neighbours nearest(float[] vector, int most) {
        float[] unit = unit(vector);
        Best best = new Best(Math.min(most, size));
        float[] sums = new float[Math.min(size, BLOCK)];
        for (int block = 0; block < blocks.length; block++) {
            int rows = Math.min(size - block * BLOCK, BLOCK);
            sum(unit, blocks[block], rows, sums);
            best.take(sums, rows, block * BLOCK);
        }
        return new Neighbours(best.at, best.similarity);
    }

    /** Four numbers at a time, so that a sum is not read and written for each. */
    private static void sum(float[] unit, float[] block, int rows, float[] sums) {
        Arrays.fill(sums, 0, rows, 0f);
        int i = 0;
        for (; i + 3 < unit.length; i += 4) {
            addFour(unit[i], unit[i + 1], unit[i + 2], unit[i + 3], block, i * rows, rows, sums);
        }
        for (; i < unit.length; i++) {
            addOne(unit[i], block, i * rows, rows, sums);
        }
    }

    private static void addOne(float a, float[] block, int from, int rows, float[] sums) {
        for (int row = 0; row < rows; row++) {
            sums[row] += a * block[from + row];
        }
    }

    private static void addFour(float a, float b, float c, float d, float[] block, int from, int rows, float[] sums) {
        int second = from + rows;
        int third = second + rows;
        int fourth = third + rows;
        for (int row = 0; row < rows; row++) {
            sums[row] +=
                    a * block[from + row] + b * block[second + row] + c * block[third + row] + d * block[fourth + row];
        }
    }

    /** A vector of no length at all is near to none. */
    private float[] unit(float[] vector) {
        if (vector.length != dimension) {
            throw new IllegalArgumentException("a vector of " + vector.length + " numbers among those of " + dimension);
        }
        double square = 0;
        for (float number : vector) {
            square += (double) number * number;
        }
        float[] unit = new float[dimension];
        if (square > 0 && square < Double.POSITIVE_INFINITY) {
            float scale = (float) (1 / Math.sqrt(square));
            for (int i = 0; i < dimension; i++) {
                unit[i] = vector[i] * scale;
            }
        }
        return unit;
    }

    /** The largest of many numbers, in their order; few of many are ever moved. */
    private static final class Best {
        private final int[] at;
        private final float[] similarity;
        private int count;

        Best(int most) {
            at = new int[most];
            similarity = new float[most];
        }

        void take(float[] sums, int rows, int first) {
            for (int row = 0; row < rows; row++) {
                if (count < at.length || (count > 0 && sums[row] > similarity[count - 1])) {
                    insert(sums[row], first + row);
                }
            }
        }

        private void insert(float sum, int index) {
            int i = count < at.length ? count++ : count - 1;
            for (; i > 0 && similarity[i - 1] < sum; i--) {
                similarity[i] = similarity[i - 1];
                at[i] = at[i - 1];
            }
            similarity[i] = sum;
            at[i] = index;
        }
    }
}
