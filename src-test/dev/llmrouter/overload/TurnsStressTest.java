package dev.llmrouter.overload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnsStressTest {

    private static final int THREADS = 32;
    private static final int CALLS_EACH = 400;
    private static final int PLACES = 3;
    private static final List<List<Target>> CANDIDATES = List.of(
            List.of(Fixture.target(0)),
            List.of(Fixture.target(1)),
            List.of(Fixture.target(0), Fixture.target(1)),
            List.of(Fixture.target(1), Fixture.target(0)));

    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    /** 0 for no limit in the router. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void everyCallHasItsTurnAndNoPlaceIsGivenTwice(int inRouter) throws Exception {
        int most = inRouter == 0 ? 2 * PLACES : inRouter;
        try (Fixture fixture = new Fixture(PLACES, inRouter)) {
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(i);
                done.add(threads.submit(() -> {
                    for (int n = 0; n < CALLS_EACH; n++) {
                        make(fixture, random);
                    }
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get(30, TimeUnit.SECONDS);
            }
            threads.shutdown();
            assertThat(mostAtOnce.get()).isBetween(1, most);
            assertThat(fixture.turns.waiting()).isZero();
            assertThat(fixture.places(Fixture.target(0)).taken()).isZero();
            assertThat(fixture.places(Fixture.target(1)).taken()).isZero();
            assertThat(fixture.router == null ? 0 : fixture.router.taken()).isZero();
        }
    }

    /** Some of the callers leave at the moment in which their turn may come. */
    private void make(Fixture fixture, Random random) throws Exception {
        Call call = Fixture.call("c", "normal", CANDIDATES.get(random.nextInt(CANDIDATES.size())));
        if (!fixture.turns.begin(call)) {
            CompletableFuture<Boolean> turn = new CompletableFuture<>();
            assertThat(fixture.turns.await(
                            call, refusal -> assertThat(turn.complete(true)).isTrue()))
                    .isTrue();
            if (random.nextInt(4) == 0) {
                call.request().cancellation().cancel();
            }
            assertThat(turn.get(20, TimeUnit.SECONDS)).isTrue();
        }
        if (!call.request().cancellation().isCancelled()) {
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            Thread.yield();
            atOnce.decrementAndGet();
        }
        call.turn().end();
    }

    @Test
    void aPlaceThatIsHandedToACallerWhoHasLeftGoesToTheNext() {
        try (Fixture fixture = new Fixture(1, 0)) {
            Call first = Fixture.call("first", "normal", CANDIDATES.get(0));
            Call second = Fixture.call("second", "normal", CANDIDATES.get(0));
            Call third = Fixture.call("third", "normal", CANDIDATES.get(0));
            assertThat(fixture.turns.begin(first)).isTrue();
            List<Call> told = new ArrayList<>();
            assertThat(fixture.turns.await(second, refusal -> told.add(second))).isTrue();
            assertThat(fixture.turns.await(third, refusal -> told.add(third))).isTrue();
            first.turn().end();
            second.request().cancellation().cancel();
            assertThat(told).containsExactly(second);
            second.turn().end();
            assertThat(told).containsExactly(second, third);
            third.turn().end();
            assertThat(fixture.places(Fixture.target(0)).taken()).isZero();
        }
    }
}
