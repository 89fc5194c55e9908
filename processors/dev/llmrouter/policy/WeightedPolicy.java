package dev.llmrouter.policy;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A random order in which a member comes first as often as its share of the weights, and second as often as its share
 * of what is left, and so on: a failure of the first does not shift the balance of the others. A member of weight 0
 * is only a fallback.
 *
 * <p>Sorts by {@code -ln(u) / weight} for a uniform {@code u} of each member: weighted sampling without replacement
 * (Efraimidis and Spirakis, 2006).
 */
public final class WeightedPolicy implements Policy {

    /** One member and its weight, which is at least 0. */
    public record Share(Policy member, double weight) {}

    private record Drawn(Policy member, double key) implements Comparable<Drawn> {
        @Override
        public int compareTo(Drawn other) {
            return Double.compare(key, other.key);
        }
    }

    private final List<Share> shares;
    private final Supplier<RandomGenerator> chance;

    /** Members with their weights, and where chance comes from. */
    public WeightedPolicy(List<Share> shares, Supplier<RandomGenerator> chance) {
        this.shares = List.copyOf(shares);
        this.chance = chance;
    }

    @Override
    public List<Target> rank(Call call) {
        RandomGenerator random = chance.get();
        return shares.stream()
                .map(share -> new Drawn(share.member(), key(share.weight(), random)))
                .sorted()
                .flatMap(drawn -> drawn.member().rank(call).stream())
                .collect(java.util.stream.Collectors.toCollection(ArrayList::new));
    }

    private static double key(double weight, RandomGenerator random) {
        return weight == 0 ? Double.POSITIVE_INFINITY : -Math.log1p(-random.nextDouble()) / weight;
    }
}
