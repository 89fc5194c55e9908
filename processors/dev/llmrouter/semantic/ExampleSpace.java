package dev.llmrouter.semantic;

import dev.llmrouter.vector.Neighbours;
import dev.llmrouter.vector.VectorIndex;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The examples as vectors.
 *
 * @param threshold how near the nearest example must be, as a cosine
 */
record ExampleSpace(VectorIndex index, double threshold) {

    /**
     * So many examples tell within half a point of 100 how many prompts are kept; of 500 it was one point, and the
     * threshold went up and down by .02. Takes a second or two for 10,000 examples, in the background.
     */
    private static final int MOST_LOOKED_AT = 2000;

    /** One prompt of 20 that belongs somewhere is then taken for one that does not. */
    private static final double TOO_FAR = 0.05;

    /**
     * What is less alike than that has nothing to do with each other, though a greeting comes near it; what is more, says
     * the same.
     */
    private static final double LEAST = 0.25;

    private static final double MOST = 0.6;

    /** Examples with a threshold of the operator's; null for one that the examples tell. */
    static ExampleSpace of(List<float[]> vectors, @Nullable Double threshold) {
        VectorIndex index = new VectorIndex(vectors);
        return new ExampleSpace(index, threshold == null ? usual(index, vectors) : threshold);
    }

    /** How near examples are to each other, but for a few that stand alone: so near should a prompt of their kind be. */
    private static double usual(VectorIndex index, List<float[]> vectors) {
        int step = (vectors.size() + MOST_LOOKED_AT - 1) / MOST_LOOKED_AT;
        double[] nearest = new double[(vectors.size() + step - 1) / step];
        for (int i = 0; i < nearest.length; i++) {
            nearest[i] = nearestOther(index, vectors.get(i * step), i * step);
        }
        Arrays.sort(nearest);
        double usual = nearest[(int) (nearest.length * TOO_FAR)];
        return Math.max(LEAST, Math.min(MOST, usual));
    }

    private static double nearestOther(VectorIndex index, float[] vector, int itself) {
        Neighbours two = index.nearest(vector, 2);
        if (two.size() < 2) {
            return 0;
        }
        return two.similarity()[two.at()[0] == itself ? 1 : 0];
    }
}
