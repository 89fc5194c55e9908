package dev.llmrouter.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Performance;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.Selection;
import dev.llmrouter.select.Models;
import dev.llmrouter.select.SelectTargets;
import dev.llmrouter.select.Standing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

class PolicyTest {

    private static final int DRAWS = 20_000;

    private static final Performance PERFORMANCE = new Fixture().performance;

    private static final List<Function<List<Member>, Policy>> KINDS = List.of(
            PriorityPolicy::new,
            members -> new WeightedPolicy("lots", members),
            RoundRobinPolicy::new,
            members -> new LeastBusyPolicy("busy", members, PERFORMANCE),
            members -> new FastestPolicy(
                    "fast", members, new FastestPolicy.Options(List.of("any"), null, 0.3, null), PERFORMANCE),
            members -> new ThroughputPolicy(
                    "much", members, new ThroughputPolicy.Options(List.of("any"), null, 0.3), PERFORMANCE),
            members -> new CheapestPolicy(members, PERFORMANCE),
            members -> new StickyPolicy(members, call -> "unit"));

    /** A policy and the targets that its leaves name. */
    record Tree(Policy policy, Set<Target> leaves) {}

    private static Target target(int number) {
        return Target.of("t" + number, "p", "m" + number);
    }

    private static List<Target> targets(int count) {
        return IntStream.range(0, count).mapToObj(PolicyTest::target).toList();
    }

    private static Selection selection() {
        return selection("id");
    }

    private static Selection selection(String id) {
        return new Selection(call(id), new DefaultExchange(CAMEL), target -> true);
    }

    private static Member member(String name, Policy policy, double weight) {
        return new Member(name, policy, weight);
    }

    private static Call call(String id) {
        String json = "{\"model\":\"any\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        OpenAiRequest wire = OpenAiRequest.read(json.getBytes(StandardCharsets.UTF_8));
        return new Call(id, LlmRequest.of(wire, Map.of(), null, new Cancellation()));
    }

    @Provide
    Arbitrary<Tree> trees() {
        return trees(3);
    }

    private static Arbitrary<Tree> trees(int depth) {
        return depth == 0 ? leaves() : Arbitraries.oneOf(leaves(), nested(depth));
    }

    private static Arbitrary<Tree> leaves() {
        return Arbitraries.integers().between(0, 9).map(number -> {
            Target target = target(number);
            return new Tree(Policy.only(target), Set.of(target));
        });
    }

    private static Arbitrary<Tree> nested(int depth) {
        return Combinators.combine(trees(depth - 1).list().ofMinSize(1).ofMaxSize(4), Arbitraries.of(KINDS))
                .as((members, kind) -> new Tree(kind.apply(members(members)), leavesOf(members)));
    }

    private static List<Member> members(List<Tree> trees) {
        return IntStream.range(0, trees.size())
                .mapToObj(i -> member(
                        "m" + i, trees.get(i).policy(), trees.get(i).leaves().size() % 3))
                .toList();
    }

    private static Set<Target> leavesOf(List<Tree> members) {
        Set<Target> leaves = new LinkedHashSet<>();
        members.forEach(member -> leaves.addAll(member.leaves()));
        return leaves;
    }

    /** A ranking of an inner policy may stand behind others, or not: what it ranks is the same. */
    @Property(tries = 300)
    void aRankingNamesNobodyWhoIsNotAble(
            @ForAll("trees") Tree tree, @ForAll Set<@IntRange(min = 0, max = 9) Integer> able) {
        Set<Target> left = new LinkedHashSet<>(tree.leaves());
        left.removeIf(target -> !able.contains(Integer.parseInt(target.name().substring(1))));
        Selection selection = new Selection(call("id"), new DefaultExchange(CAMEL), left::contains);
        assertThat(Set.copyOf(tree.policy().rank(selection))).isEqualTo(left);
    }

    @Property(tries = 300)
    void aRehearsalRanksAsTheCallThatFollows(@ForAll("trees") Tree tree, @ForAll int seed) {
        Call call = call("call-" + seed);
        Call rehearsal = new Call(call.id(), call.request(), call.caller(), true);
        List<Target> rehearsed =
                tree.policy().rank(new Selection(rehearsal, new DefaultExchange(CAMEL), target -> true));
        List<Target> ranked = tree.policy().rank(new Selection(call, new DefaultExchange(CAMEL), target -> true));
        assertThat(ranked).isEqualTo(rehearsed);
        assertThat(call.trace().steps()).hasToString(rehearsal.trace().steps().toString());
    }

    @Property(tries = 300)
    void aRankingNamesEveryTargetOfItsLeavesAndNoOther(@ForAll("trees") Tree tree) {
        assertThat(Set.copyOf(tree.policy().rank(selection()))).isEqualTo(tree.leaves());
    }

    @Property(tries = 100)
    void priorityKeepsTheOrder(@ForAll @IntRange(min = 1, max = 20) int count) {
        List<Target> targets = targets(count);
        Policy policy = new PriorityPolicy(targets.stream()
                .map(target -> member(target.name(), Policy.only(target), 1))
                .toList());
        assertThat(policy.rank(selection())).isEqualTo(targets);
    }

    @Property(tries = 25, seed = "42")
    void comesFirstAsOftenAsItsWeightSays(
            @ForAll @Size(min = 2, max = 5) List<@IntRange(min = 1, max = 9) Integer> weights, @ForAll int seed) {
        Map<String, Integer> firsts = new HashMap<>();
        Policy policy = weighted(weights);
        for (int draw = 0; draw < DRAWS; draw++) {
            firsts.merge(policy.rank(selection(seed + "-" + draw)).get(0).name(), 1, Integer::sum);
        }
        double sum = weights.stream().mapToInt(weight -> weight).sum();
        for (int i = 0; i < weights.size(); i++) {
            // five standard deviations of a share at most
            assertThat(firsts.getOrDefault("t" + i, 0) / (double) DRAWS).isCloseTo(weights.get(i) / sum, within(0.018));
        }
    }

    @Example
    void theSecondPlaceFollowsTheWeightsThatAreLeft() {
        Map<String, Integer> seconds = new HashMap<>();
        Policy policy = weighted(List.of(6, 3, 1));
        int firsts = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            List<Target> ranked = policy.rank(selection("call-" + draw));
            if (ranked.get(0).name().equals("t0")) {
                firsts++;
                seconds.merge(ranked.get(1).name(), 1, Integer::sum);
            }
        }
        assertThat(seconds.getOrDefault("t1", 0) / (double) firsts).isCloseTo(3 / 4.0, within(0.02));
        assertThat(seconds.getOrDefault("t2", 0) / (double) firsts).isCloseTo(1 / 4.0, within(0.02));
    }

    @Property(tries = 200)
    void aWeightOfZeroIsOnlyAFallback(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 2) Integer> weights, @ForAll int seed) {
        List<Integer> drawn = weighted(weights).rank(selection("call-" + seed)).stream()
                .map(target -> weights.get(Integer.parseInt(target.name().substring(1))))
                .toList();
        int firstZero = drawn.indexOf(0);
        if (firstZero >= 0) {
            assertThat(drawn.subList(firstZero, drawn.size())).containsOnly(0);
        }
    }

    private static Policy weighted(List<Integer> weights) {
        return new WeightedPolicy(
                "model",
                IntStream.range(0, weights.size())
                        .mapToObj(i -> member("t" + i, Policy.only(target(i)), weights.get(i)))
                        .toList());
    }

    @Property(tries = 300)
    void selectionNamesEachTargetOnceWithTheOpenOnesLast(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 0, max = 7) Integer> ranked,
            @ForAll Set<@IntRange(min = 0, max = 7) Integer> open) {
        List<Target> candidates = select(ranked.stream().map(PolicyTest::target).toList(), numbers(open));
        List<Target> distinct =
                ranked.stream().distinct().map(PolicyTest::target).toList();
        List<Target> expected = new ArrayList<>(distinct);
        expected.removeIf(target -> numbers(open).contains(target.name()));
        distinct.stream()
                .filter(target -> numbers(open).contains(target.name()))
                .forEach(expected::add);
        assertThat(candidates).isEqualTo(expected);
    }

    private static Set<String> numbers(Set<Integer> open) {
        Set<String> names = new TreeSet<>();
        open.forEach(number -> names.add("t" + number));
        return names;
    }

    private static List<Target> select(List<Target> ranked, Set<String> open) {
        Models models = new Models(Map.of("any", asking -> ranked), Map.of(), Map.of(), name -> Optional.empty());
        Exchange exchange = new DefaultExchange(CAMEL);
        Call call = call("id");
        exchange.setVariable(Call.VARIABLE, call);
        new SelectTargets(
                        models,
                        (selection, target) -> open.contains(target.name()) ? Standing.RESTING : Standing.USUAL,
                        List.of())
                .process(exchange);
        assertThat(call.model()).isEqualTo("any");
        return call.candidates();
    }

    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();
}
