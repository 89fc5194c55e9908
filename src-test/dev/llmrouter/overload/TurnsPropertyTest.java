package dev.llmrouter.overload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Priority;
import dev.llmrouter.catalog.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TurnsPropertyTest {

    private static final Patience PATIENCE = new Patience(1000, Fixture.AGEING, Fixture.AGEING, Fixture.AGEING);
    private static final long SECOND = 1_000_000_000L;

    record Arrival(Priority priority, int atSecond) {}

    @Provide
    Arbitrary<Arrival> arrivals() {
        return Combinators.combine(
                        Arbitraries.of(Priority.class), Arbitraries.integers().between(0, 60))
                .as(Arrival::new);
    }

    private static WaitingCall waiting(Arrival arrival, long begin, int number) {
        long since = begin + arrival.atSecond() * SECOND;
        Call call = Fixture.call("c", arrival.priority().name(), List.of());
        return new WaitingCall(
                call, List.of(), since, PATIENCE.due(arrival.priority(), since), number, since, nothing -> {});
    }

    /** Also where the clock is about to overflow, as it may. */
    @Property(tries = 200)
    void whoMattersLessGoesFirstOnlyIfItHasWaitedForLongerByTheAgeing(
            @ForAll("arrivals") Arrival one, @ForAll("arrivals") Arrival other) {
        long begin = Long.MAX_VALUE - 20 * SECOND;
        boolean isFirst = waiting(one, begin, 1).compareTo(waiting(other, begin, 2)) < 0;
        long ahead = (long) other.atSecond() - one.atSecond();
        long needed = 10L * one.priority().compareTo(other.priority());
        assertThat(isFirst).isEqualTo(ahead >= needed);
    }

    @Property(tries = 100)
    void nobodyHasToWaitForMoreThanTwiceTheAgeingForWhoCameLater(
            @ForAll @Size(max = 50) List<@net.jqwik.api.From("arrivals") Arrival> arrivals) {
        TreeSet<WaitingCall> order = new TreeSet<>();
        IntStream.range(0, arrivals.size()).forEach(i -> order.add(waiting(arrivals.get(i), 0, i)));
        List<WaitingCall> turns = new ArrayList<>(order);
        for (int i = 0; i < turns.size(); i++) {
            for (int before = 0; before < i; before++) {
                assertThat(turns.get(before).since() - turns.get(i).since())
                        .isLessThanOrEqualTo(2 * Fixture.AGEING.toNanos());
            }
        }
    }

    /** What happens next, by lot: a call comes, one ends, or one leaves. */
    @Property(tries = 60)
    void aPlaceIsNeverFreeWhileSomebodyWaitsForItAndGoesToWhoseTurnItIs(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 3) int inRouter) {
        Random random = new Random(seed);
        try (Fixture fixture = new Fixture(1, inRouter)) {
            Model model = new Model(fixture, inRouter);
            for (int i = 0; i < 120; i++) {
                fixture.later.addAndGet(random.nextInt(5) * SECOND);
                switch (random.nextInt(4)) {
                    case 0 -> model.end(random);
                    case 1 -> model.leave(random);
                    default -> model.come(random, i);
                }
                model.check();
            }
            model.drain(random);
        }
    }

    /** What there should be, told by the simplest means. */
    private static final class Model {

        private static final int TARGETS = 3;
        private static final List<Priority> PRIORITIES = List.of(Priority.values());

        private record Guest(Call call, long due, int number) {}

        private final Fixture fixture;
        private final int inRouter;
        private final List<Call> inside = new ArrayList<>();
        private final List<Guest> waiting = new ArrayList<>();
        private final List<Call> told = new ArrayList<>();

        Model(Fixture fixture, int inRouter) {
            this.fixture = fixture;
            this.inRouter = inRouter;
        }

        void come(Random random, int number) {
            List<Target> candidates = IntStream.range(0, TARGETS)
                    .filter(i -> random.nextBoolean())
                    .mapToObj(Fixture::target)
                    .toList();
            Priority priority = PRIORITIES.get(random.nextInt(PRIORITIES.size()));
            Call call = Fixture.call("c" + number, priority.name(), candidates);
            if (candidates.isEmpty()) {
                return;
            }
            long now = System.nanoTime() + fixture.later.get();
            if (fixture.turns.begin(call)) {
                inside.add(call);
            } else {
                assertThat(fixture.turns.await(call, refusal -> told.add(call))).isTrue();
                waiting.add(new Guest(call, PATIENCE.due(priority, now), number));
            }
        }

        void end(Random random) {
            if (inside.isEmpty()) {
                return;
            }
            List<Guest> before = List.copyOf(waiting);
            inside.remove(random.nextInt(inside.size())).turn().end();
            List<Guest> turned =
                    before.stream().filter(guest -> told.contains(guest.call())).toList();
            for (Guest guest : turned) {
                // nobody who could have gone to the same target was due before
                Target target = guest.call().candidates().get(0);
                assertThat(before.stream()
                                .filter(other -> other.call().candidates().stream()
                                        .anyMatch(sought -> sought.name().equals(target.name())))
                                .min(Comparator.comparingLong(Guest::due).thenComparing(Guest::number)))
                        .hasValue(guest);
                inside.add(guest.call());
            }
            waiting.removeAll(turned);
            told.clear();
        }

        void leave(Random random) {
            if (!waiting.isEmpty()) {
                Guest leaving = waiting.remove(random.nextInt(waiting.size()));
                leaving.call().request().cancellation().cancel();
                assertThat(told).containsExactly(leaving.call());
                told.clear();
            }
        }

        void check() {
            assertThat(fixture.turns.waiting()).isEqualTo(waiting.size());
            boolean isRouterFull = inRouter > 0 && inside.size() == inRouter;
            for (Guest guest : waiting) {
                assertThat(guest.call().candidates())
                        .allMatch(
                                target -> isRouterFull || fixture.places(target).taken() == 1);
            }
            for (int i = 0; i < TARGETS; i++) {
                assertThat(fixture.places(Fixture.target(i)).isAwaited()).isEqualTo(isSought("t" + i));
            }
        }

        private boolean isSought(String name) {
            return waiting.stream()
                    .flatMap(guest -> guest.call().candidates().stream())
                    .anyMatch(target -> target.name().equals(name));
        }

        void drain(Random random) {
            while (!inside.isEmpty()) {
                end(random);
            }
            assertThat(waiting).isEmpty();
            assertThat(fixture.router == null ? 0 : fixture.router.taken()).isZero();
        }
    }
}
