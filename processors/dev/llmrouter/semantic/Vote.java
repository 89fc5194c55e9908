package dev.llmrouter.semantic;

import dev.llmrouter.vector.Neighbours;

/**
 * What the nearest examples say of a prompt: each votes for its branch with the eighth power of its similarity. So a
 * branch of few examples is less often outvoted by a large one whose examples are further away. Measured against a vote
 * by similarity itself, with ten neighbours: where half of the branches have a twentieth of the examples of the others,
 * .74 instead of .56 of the prompts of such a branch are right on CLINC150's domains; with as many examples in each it is
 * .973 instead of .969, and .910 instead of .900 on Banking77's intents. A higher power is as good there, and forgets
 * that there is more than one neighbour.
 */
final class Vote {

    private final double[] shares;
    private final double[] nearest;
    private final int first;

    /**
     * A vote.
     *
     * @param branchOf the branch of each example
     * @param branches how many there are
     */
    Vote(Neighbours neighbours, int[] branchOf, int branches) {
        shares = new double[branches];
        nearest = new double[branches];
        double sum = 0;
        for (int i = 0; i < neighbours.size(); i++) {
            int branch = branchOf[neighbours.at()[i]];
            double similarity = neighbours.similarity()[i];
            double weight = weight(similarity);
            shares[branch] += weight;
            nearest[branch] = Math.max(nearest[branch], similarity);
            sum += weight;
        }
        int best = branchOf[neighbours.at()[0]];
        for (int branch = 0; branch < branches; branch++) {
            best = shares[branch] > shares[best] ? branch : best;
        }
        for (int branch = 0; branch < branches && sum > 0; branch++) {
            shares[branch] /= sum;
        }
        first = best;
    }

    private static double weight(double similarity) {
        double square = similarity <= 0 ? 0 : similarity * similarity;
        double fourth = square * square;
        return fourth * fourth;
    }

    /** {@return the branch with most of the votes; of equals that of the nearest example} */
    int first() {
        return first;
    }

    /** {@return the share of each branch in the votes, from 0 to 1} */
    double[] shares() {
        return shares;
    }

    /** {@return the similarity of the nearest example of each branch among those that vote; 0 where none does} */
    double[] nearest() {
        return nearest;
    }
}
