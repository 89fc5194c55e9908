package dev.llmrouter.ranking;

import static dev.llmrouter.ranking.Fixture.first;
import static dev.llmrouter.ranking.Fixture.member;
import static dev.llmrouter.ranking.Fixture.members;
import static dev.llmrouter.ranking.Fixture.rehearsal;
import static dev.llmrouter.ranking.Fixture.selection;
import static dev.llmrouter.ranking.Fixture.target;
import static dev.llmrouter.ranking.Fixture.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RoundRobinPolicyTest {

    private static List<String> firsts(Policy policy, int calls) {
        return IntStream.range(0, calls)
                .mapToObj(i -> first(policy, selection("c" + i)))
                .toList();
    }

    @Test
    void eachHasItsTurn() {
        assertThat(firsts(new RoundRobinPolicy(members(3)), 7))
                .containsExactly("t0", "t1", "t2", "t0", "t1", "t2", "t0");
    }

    @Test
    void theOthersFollowInTurn() {
        Policy policy = new RoundRobinPolicy(members(3));
        policy.rank(selection("a"));
        assertThat(policy.rank(selection("b"))).containsExactly(target(1), target(2), target(0));
    }

    @Test
    void whoOnlyWantsToKnowTakesNobodysTurn() {
        Policy policy = new RoundRobinPolicy(members(3));
        policy.rank(selection("a"));
        assertThat(first(policy, rehearsal("b"))).isEqualTo("t1");
        assertThat(first(policy, rehearsal("b"))).isEqualTo("t1");
        assertThat(first(policy, selection("b"))).isEqualTo("t1");
        assertThat(first(policy, selection("c"))).isEqualTo("t2");
    }

    /** A counter modulo the able ones would send every second call of these to the same target. */
    @Test
    void thoseThatCannotAnswerSomeCallsUnbalanceNobody() {
        Policy policy = new RoundRobinPolicy(members(3));
        List<String> firsts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            firsts.add(first(policy, i % 2 == 0 ? without("c" + i, target(2)) : selection("c" + i)));
        }
        for (String name : List.of("t0", "t1", "t2")) {
            assertThat(firsts.stream().filter(name::equals)).hasSizeBetween(99, 101);
        }
    }

    @Test
    void whoComesBackDoesNotMakeUpForAllTheTurnsItMissed() {
        Policy policy = new RoundRobinPolicy(members(2));
        for (int i = 0; i < 100; i++) {
            assertThat(first(policy, without("c" + i, target(1)))).isEqualTo("t0");
        }
        List<String> firsts = firsts(policy, 10);
        assertThat(firsts.stream().filter("t1"::equals)).hasSizeBetween(5, 6);
    }

    /** The turn of an inner one passes only with a call that comes to it first. */
    @Test
    void nestedOnesAreExactAsWell() {
        Policy policy = new RoundRobinPolicy(List.of(
                new Member("ab", new RoundRobinPolicy(List.of(member(target(0)), member(target(1)))), 1),
                new Member("cd", new RoundRobinPolicy(List.of(member(target(2)), member(target(3)))), 1)));
        assertThat(firsts(policy, 8)).containsExactly("t0", "t2", "t1", "t3", "t0", "t2", "t1", "t3");
    }

    @Test
    void asAFallbackItCountsNothing() {
        Policy inner = new RoundRobinPolicy(members(2));
        Policy outer = new PriorityPolicy(List.of(member(target(9)), new Member("inner", inner, 1)));
        outer.rank(selection("a"));
        assertThat(first(inner, selection("b"))).isEqualTo("t0");
    }

    @Property(tries = 1000)
    void everyShareIsThatOfTheWeightToWithinACallOrTwo(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 9) Integer> weights,
            @ForAll @IntRange(min = 1, max = 200) int calls) {
        Policy policy = new RoundRobinPolicy(IntStream.range(0, weights.size())
                .mapToObj(i -> member(target(i), weights.get(i)))
                .toList());
        List<String> firsts = firsts(policy, calls);
        double sum = weights.stream().mapToInt(weight -> weight).sum();
        for (int i = 0; i < weights.size(); i++) {
            String name = "t" + i;
            double due = calls * weights.get(i) / sum;
            assertThat((double) firsts.stream().filter(name::equals).count()).isBetween(due - 2, due + 2);
        }
    }

    @Test
    void whoHasMostOfTheWeightIsNotMadeToWaitForAllOthers() {
        Policy policy = new RoundRobinPolicy(
                List.of(member(target(0), 1), member(target(1), 1), member(target(2), 1), member(target(3), 7)));
        assertThat(firsts(policy, 3)).contains("t3");
    }

    @Test
    void aWeightOfZeroIsOnlyAFallback() {
        Policy policy = new RoundRobinPolicy(List.of(member(target(0), 0), member(target(1)), member(target(2))));
        assertThat(firsts(policy, 6)).doesNotContain("t0");
        assertThat(policy.rank(selection("last"))).endsWith(target(0));
    }

    @Test
    void everyShareIsExactHoweverManyThreadsAsk() throws Exception {
        int threads = 8;
        int calls = 5_001;
        int members = 7;
        Policy policy = new RoundRobinPolicy(members(members));
        Map<Target, Integer> counts = new ConcurrentHashMap<>();
        CyclicBarrier begin = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> done = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            done.add(pool.submit(() -> {
                begin.await();
                for (int i = 0; i < calls; i++) {
                    counts.merge(policy.rank(selection("id")).get(0), 1, Integer::sum);
                }
                return null;
            }));
        }
        for (Future<?> each : done) {
            each.get();
        }
        pool.shutdown();
        int share = threads * calls / members;
        assertThat(counts).hasSize(members).allSatisfy((target, count) -> assertThat(count)
                .isBetween(share, share + 1));
    }
}
