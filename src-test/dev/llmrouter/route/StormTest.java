package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import io.vertx.core.Vertx;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A model with 20 places that takes 100 ms for a call, so 200 calls in a second, while callers want once and twice that. */
class StormTest {

    private static final int PLACES = 20;
    private static final int CAPACITY = 200;
    private static final int MILLIS = 100;
    private static final int SECONDS = 3;
    private static final int MAX_WAIT_MILLIS = 2000;

    /** What shares the machine may slow a round down; it does not lose calls, or put them in another order. */
    private static final int ROUNDS = 3;

    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final FakeOpenAi up = answering((request, asked) -> {
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        Vertx.currentContext().owner().setTimer(MILLIS, now -> {
            atOnce.decrementAndGet();
            completion("done").to(request, asked);
        });
    });
    private final TestRouter router = TestRouter.with(
            """
        overload: { queue: 100, maxWait: %dms, maxBatchWait: %dms }
        providers:
          up: { type: openai, baseUrl: "%s" }
        targets:
          m: { provider: up, model: m1, concurrentRequests: %d }
        """
                    .formatted(MAX_WAIT_MILLIS, MAX_WAIT_MILLIS, up.baseUrl(), PLACES));
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        clock.shutdownNow();
        router.close();
        up.close();
    }

    private record Outcome(String priority, int status, double millis, boolean saysWhenToComeBack) {}

    private record Storm(List<Outcome> outcomes, double seconds) {

        private long count(Predicate<Outcome> which) {
            return outcomes.stream().filter(which).count();
        }

        double servedPerSecond() {
            return count(outcome -> outcome.status() == 200) / seconds;
        }

        double servedShare(String priority) {
            return (double) count(outcome ->
                            outcome.status() == 200 && outcome.priority().equals(priority))
                    / count(outcome -> outcome.priority().equals(priority));
        }

        double p99(String priority) {
            double[] millis = outcomes.stream()
                    .filter(outcome -> outcome.status() == 200 && priority.contains(outcome.priority()))
                    .mapToDouble(Outcome::millis)
                    .sorted()
                    .toArray();
            return millis[Math.min(millis.length - 1, (int) (millis.length * 0.99))];
        }

        void print(String name) {
            System.out.printf(
                    "%s: %d calls, %.0f served in a second; served of high %.0f %%, normal %.0f %%, low %.0f %%;"
                            + " p99 of those %.0f, %.0f and %.0f ms%n",
                    name,
                    outcomes.size(),
                    servedPerSecond(),
                    100 * servedShare("high"),
                    100 * servedShare("normal"),
                    100 * servedShare("low"),
                    p99("high"),
                    p99("normal"),
                    p99("low"));
        }
    }

    /** Calls at an even pace, whatever becomes of those before. */
    private Storm storm(int perSecond) throws Exception {
        int calls = perSecond * SECONDS;
        List<CompletableFuture<Outcome>> asked = new ArrayList<>();
        CountDownLatch sent = new CountDownLatch(calls);
        Random random = new Random(1);
        long begin = System.nanoTime();
        Runnable next = () -> {
            long due = (System.nanoTime() - begin) * perSecond / TimeUnit.SECONDS.toNanos(1);
            while (asked.size() < Math.min(calls, due)) {
                asked.add(ask(random.nextInt(10)));
                sent.countDown();
            }
        };
        var pace = clock.scheduleAtFixedRate(next, 0, 2, TimeUnit.MILLISECONDS);
        assertThat(sent.await(SECONDS + 20L, TimeUnit.SECONDS)).isTrue();
        pace.cancel(false);
        double seconds = (System.nanoTime() - begin) / 1e9;
        List<Outcome> outcomes = new ArrayList<>();
        for (CompletableFuture<Outcome> each : asked) {
            outcomes.add(each.get(20, TimeUnit.SECONDS));
        }
        // what waits when the last call has come is served behind that
        return new Storm(outcomes, Math.max(seconds, (System.nanoTime() - begin) / 1e9));
    }

    private CompletableFuture<Outcome> ask(int lot) {
        String priority = lot < 3 ? "high" : lot < 6 ? "normal" : "low";
        long begin = System.nanoTime();
        return router.startChat(
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
                        "x-llm-priority",
                        priority)
                .thenApply(response -> outcome(response, priority, (System.nanoTime() - begin) / 1e6));
    }

    private static Outcome outcome(HttpResponse<String> response, String priority, double millis) {
        boolean saysWhen = response.headers()
                .firstValue("retry-after")
                .filter(seconds -> Integer.parseInt(seconds) > 0)
                .isPresent();
        return new Outcome(priority, response.statusCode(), millis, saysWhen);
    }

    private void assertNothingIsLeft() {
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            assertThat(router.metrics()).contains("\nllm_queue_waiting 0.0\n");
            assertThat(router.inFlight("m")).isZero();
        });
    }

    @Test
    void atTwiceTheCapacityAsMuchIsServedAndWhoMattersLeastIsTurnedAway() throws Exception {
        storm(CAPACITY / 2);
        Storm once = storm(CAPACITY);
        Storm twice = storm(2 * CAPACITY);
        for (int round = 1; round < ROUNDS && twice.servedPerSecond() < 0.9 * once.servedPerSecond(); round++) {
            once = storm(CAPACITY);
            twice = storm(2 * CAPACITY);
        }
        once.print("once the capacity");
        twice.print("twice the capacity");
        assertThat(twice.servedPerSecond()).isGreaterThan(0.9 * once.servedPerSecond());
        assertThat(twice.p99("high normal low")).isLessThan(MAX_WAIT_MILLIS + 3 * MILLIS);
        assertThat(twice.servedShare("high")).isGreaterThan(0.95);
        assertThat(twice.servedShare("low")).isLessThan(0.5);
        assertThat(Arrays.asList(once, twice)).allSatisfy(storm -> assertThat(storm.outcomes())
                .allMatch(outcome ->
                        outcome.status() == 200 || (outcome.status() == 429 && outcome.saysWhenToComeBack())));
        assertThat(mostAtOnce.get()).isLessThanOrEqualTo(PLACES);
        assertNothingIsLeft();
    }
}
