package dev.llmrouter.ranking;

import static dev.llmrouter.ranking.Fixture.SECOND;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Place;
import dev.llmrouter.call.Places;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.TargetPerformance;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;

/** Calls that come at random to targets that take their time, by a clock that jumps from one event to the next. */
final class Simulation {

    /** How a target answers at the moment. */
    record Behaviour(double firstSeconds, double secondsPerToken, boolean fails) {}

    private record Event(long at, long number, Runnable happens) {}

    private static final Behaviour NEVER = new Behaviour(1e6, 0, false);

    private final Fixture fixture;
    private final Policy policy;
    private final boolean stream;
    private final Random random = new Random(42);
    private final Map<String, Behaviour> behaviours = new HashMap<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(java.util.Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private long number;

    Simulation(Fixture fixture, Policy policy, boolean stream) {
        this.fixture = fixture;
        this.policy = policy;
        this.stream = stream;
    }

    Simulation answering(int target, double firstSeconds, double secondsPerToken) {
        behaviours.put("t" + target, new Behaviour(firstSeconds, secondsPerToken, false));
        return this;
    }

    Simulation hanging(int target) {
        behaviours.put("t" + target, NEVER);
        return this;
    }

    Simulation failing(int target) {
        behaviours.put("t" + target, new Behaviour(0.01, 0, true));
        return this;
    }

    /** Goes on for some time, and says which share of the calls went to a target. */
    Map<String, Double> run(double seconds, double callsPerSecond) {
        Map<String, Double> firsts = new HashMap<>();
        long end = fixture.now() + (long) (seconds * SECOND);
        long next = fixture.now();
        int calls = 0;
        while (next < end) {
            happen(next);
            firsts.merge(call(), 1.0, Double::sum);
            calls++;
            next += (long) (-Math.log(1 - random.nextDouble()) / callsPerSecond * SECOND);
        }
        happen(end);
        int all = calls;
        firsts.replaceAll((target, count) -> count / all);
        return firsts;
    }

    /** All that happens up to a time. */
    private void happen(long until) {
        while (!events.isEmpty() && events.peek().at() <= until) {
            Event event = events.remove();
            fixture.pass(event.at() - fixture.now());
            event.happens().run();
        }
        fixture.pass(until - fixture.now());
    }

    private String call() {
        Call call = Fixture.call("call-" + number, stream);
        Target first = policy.rank(Fixture.selection(call)).get(0);
        Behaviour behaviour = Objects.requireNonNull(behaviours.get(first.name()));
        int tokens = 1 + (int) (-Math.log(1 - random.nextDouble()) * 200);
        double firstSeconds = behaviour.firstSeconds() * (0.5 + random.nextDouble());
        double inAll = firstSeconds + tokens * behaviour.secondsPerToken();
        begin(first, behaviour, tokens, (long) (firstSeconds * SECOND), (long) (inAll * SECOND));
        return first.name();
    }

    private void begin(Target target, Behaviour behaviour, int tokens, long firstNanos, long inAll) {
        long begin = fixture.now();
        Places places = fixture.places(target);
        TargetPerformance performance = fixture.performance.of(target);
        Place place = places.take(0);
        places.waiting(stream).enter(begin);
        if (behaviour.fails()) {
            at(begin + firstNanos, () -> {
                places.waiting(stream).leave(begin);
                place.giveBackUnused();
                performance.failed();
            });
            return;
        }
        at(begin + (stream ? firstNanos : inAll), () -> {
            places.waiting(stream).leave(begin);
            if (stream) {
                performance.begun(firstNanos);
            }
        });
        at(begin + inAll, () -> {
            place.giveBackUnused();
            performance.succeeded(inAll, Usage.of(100, tokens));
        });
    }

    private void at(long time, Runnable happens) {
        events.add(new Event(time, number++, happens));
    }
}
