package dev.llmrouter.ranking;

import static dev.llmrouter.ranking.Fixture.first;
import static dev.llmrouter.ranking.Fixture.member;
import static dev.llmrouter.ranking.Fixture.selection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;

/** Where it makes no difference in words whether members stand in one policy or in two of its kind, it makes none. */
class NestingPropertyTest {

    private static final int CALLS = 4000;
    private static final Offset<Double> CHANCE = within(0.05);

    private final Fixture fixture = new Fixture();

    /** Prices that differ, each given at most once. */
    private static List<Member> members(List<Integer> prices) {
        List<Integer> distinct = prices.stream().distinct().toList();
        return IntStream.range(0, distinct.size())
                .mapToObj(i -> member(Fixture.target(i, distinct.get(i), distinct.get(i)), 1 + i % 3))
                .toList();
    }

    /** The members from {@code begin} to {@code end} in a policy of their own, which weighs as much as they do. */
    private static List<Member> grouped(
            List<Member> members, int begin, int end, Function<List<Member>, Policy> policy) {
        List<Member> inner = members.subList(begin, end);
        double weight = inner.stream().mapToDouble(Member::weight).sum();
        List<Member> grouped = new ArrayList<>(members.subList(0, begin));
        grouped.add(new Member("inner", policy.apply(inner), weight));
        grouped.addAll(members.subList(end, members.size()));
        return grouped;
    }

    @Property(tries = 200)
    void theOrderIsThatOfTheLeaves(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 50) Integer> prices,
            @ForAll @IntRange(min = 0, max = 7) int begin,
            @ForAll @IntRange(min = 1, max = 8) int length) {
        List<Member> members = members(prices);
        int from = begin % members.size();
        int to = Math.min(members.size(), from + length);
        Policy nested = new PriorityPolicy(grouped(members, from, to, PriorityPolicy::new));
        assertThat(nested.rank(selection("id"))).isEqualTo(new PriorityPolicy(members).rank(selection("id")));
    }

    @Property(tries = 200)
    void theCheapestOfTheCheapestIsTheCheapestOfAll(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 50) Integer> prices,
            @ForAll @IntRange(min = 0, max = 7) int begin,
            @ForAll @IntRange(min = 1, max = 8) int length) {
        List<Member> members = members(prices);
        int from = begin % members.size();
        int to = Math.min(members.size(), from + length);
        Policy nested = new CheapestPolicy(
                grouped(members, from, to, inner -> new CheapestPolicy(inner, fixture.performance)),
                fixture.performance);
        assertThat(first(nested, selection("id")))
                .isEqualTo(first(new CheapestPolicy(members, fixture.performance), selection("id")));
    }

    @Property(tries = 10, seed = "7")
    void lotsWithinLotsAreDrawnAsOftenAsWithout(
            @ForAll @Size(min = 2, max = 5) List<@IntRange(min = 1, max = 50) Integer> prices,
            @ForAll @IntRange(min = 1, max = 4) int length) {
        List<Member> members = members(prices);
        int to = Math.min(members.size(), length);
        Policy nested =
                new WeightedPolicy("outer", grouped(members, 0, to, inner -> new WeightedPolicy("inner", inner)));
        double all = members.stream().mapToDouble(Member::weight).sum();
        for (int i = 0; i < members.size(); i++) {
            assertThat(share(nested, members.get(i).name()))
                    .isCloseTo(members.get(i).weight() / all, CHANCE);
        }
    }

    private static double share(Policy policy, String target) {
        return IntStream.range(0, CALLS)
                        .filter(call -> first(policy, selection("call-" + call)).equals(target))
                        .count()
                / (double) CALLS;
    }
}
