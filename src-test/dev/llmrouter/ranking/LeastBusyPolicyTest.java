package dev.llmrouter.ranking;

import static dev.llmrouter.ranking.Fixture.first;
import static dev.llmrouter.ranking.Fixture.member;
import static dev.llmrouter.ranking.Fixture.members;
import static dev.llmrouter.ranking.Fixture.selection;
import static dev.llmrouter.ranking.Fixture.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.call.Place;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeastBusyPolicyTest {

    private final Fixture fixture = new Fixture();

    private Policy policy(List<Member> members) {
        return new LeastBusyPolicy("model", members, fixture.performance);
    }

    private void busy(int target, int calls) {
        for (int i = 0; i < calls; i++) {
            fixture.places(target(target)).take(0);
        }
    }

    @Test
    void theOneWithTheFewestCallsComesFirstAndTheOthersByTheirs() {
        busy(0, 3);
        busy(1, 1);
        busy(2, 2);
        assertThat(policy(members(3)).rank(selection("id"))).containsExactly(target(1), target(2), target(0));
    }

    @Test
    void callsCountForTheWeight() {
        busy(0, 5);
        busy(1, 2);
        assertThat(first(policy(List.of(member(target(0), 3), member(target(1), 1))), selection("id")))
                .isEqualTo("t0");
    }

    @Test
    void equalsAreDrawnByWeight() {
        Policy policy = policy(List.of(member(target(0), 3), member(target(1), 1)));
        Map<String, Integer> firsts = new HashMap<>();
        for (int i = 0; i < 4000; i++) {
            firsts.merge(first(policy, selection("c" + i)), 1, Integer::sum);
        }
        assertThat(firsts.get("t0")).isBetween(2850, 3150);
    }

    @Test
    void aModelIsAsBusyAsTheTargetThatItWouldChoose() {
        busy(0, 2);
        busy(1, 1);
        Member model = new Member("model", new PriorityPolicy(List.of(member(target(0)), member(target(9)))), 1);
        assertThat(policy(List.of(model, member(target(1)))).rank(selection("id")))
                .containsExactly(target(1), target(0), target(9));
    }

    @Test
    void aWeightOfZeroIsOnlyAFallback() {
        busy(1, 5);
        assertThat(first(policy(List.of(member(target(0), 0), member(target(1)))), selection("id")))
                .isEqualTo("t1");
    }

    @Test
    void callsThatComeAtOnceAreSpreadEvenlyAndNothingIsLeftBehind() throws Exception {
        int threads = 8;
        List<Target> targets = IntStream.range(0, 4).mapToObj(Fixture::target).toList();
        Policy policy = policy(members(4));
        CyclicBarrier step = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> done = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int number = thread;
            done.add(pool.submit(() -> {
                List<Place> taken = new ArrayList<>();
                step.await();
                for (int i = 0; i < 500; i++) {
                    Target first = policy.rank(selection(number + "-" + i)).get(0);
                    taken.add(fixture.places(first).take(0));
                }
                step.await();
                List<Integer> loads = targets.stream()
                        .map(target -> fixture.performance.of(target).inFlight())
                        .toList();
                // each thread may have seen the load before the others took their places
                assertThat(loads).allSatisfy(load -> assertThat(load).isBetween(1000 - 3 * threads, 1000 + threads));
                step.await();
                taken.forEach(Place::giveBackUnused);
                return null;
            }));
        }
        for (Future<?> each : done) {
            each.get();
        }
        pool.shutdown();
        assertThat(targets)
                .allSatisfy(target ->
                        assertThat(fixture.performance.of(target).inFlight()).isZero());
    }
}
