package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.fixture.ChaosServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What callers see of one of two targets that takes calls and answers none. Prints its figures; longer with {@code -Dchaos}. */
class HangTest {

    private static final boolean FULL = System.getProperty("chaos") != null;
    private static final int SECONDS = FULL ? 20 : 4;
    private static final int PER_SECOND = 40;
    private static final Duration FIRST_TOKEN = Duration.ofSeconds(FULL ? 10 : 3);

    /** When a call began, counted from when the target hangs, and how long it took; both in milliseconds. */
    private record Timed(long begin, long took, boolean isWhole) {}

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Timed> calls = new CopyOnWriteArrayList<>();

    @Test
    void trafficLeavesATargetThatHangsWithinTwoSeconds() throws Exception {
        ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
        try (ChaosServer one = ChaosServer.answering("a");
                ChaosServer other = ChaosServer.answering("b");
                TestRouter router = TestRouter.with(
                        """
                    providers:
                      a: { type: openai, baseUrl: "%s" }
                      b: { type: openai, baseUrl: "%s" }
                    targets:
                      a: { provider: a, model: m, timeouts: { firstToken: %ds } }
                      b: { provider: b, model: m }
                    models:
                      smart: { policy: %s, of: [ a, b ] }
                    """
                                .formatted(
                                        one.baseUrl(),
                                        other.baseUrl(),
                                        FIRST_TOKEN.toSeconds(),
                                        System.getProperty("chaos.policy", "priority")))) {
            for (int i = 0; i < 40; i++) {
                router.stream("smart");
            }
            long hangs = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            var unused = pace.scheduleAtFixedRate(
                    () -> call(router, hangs), 0, 1_000_000 / PER_SECOND, TimeUnit.MICROSECONDS);
            var hang = pace.schedule(() -> one.hang(true), 2, TimeUnit.SECONDS);
            var before = pace.schedule(one::calls, 4, TimeUnit.SECONDS);
            var end = pace.schedule(one::calls, 2L + SECONDS, TimeUnit.SECONDS);
            hang.get();
            int after = end.get() - before.get();
            pace.shutdown();
            assertThat(pace.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            long slowest = report(after);
            assertThat(after).isLessThanOrEqualTo(1 + SECONDS);
            assertThat(slowest).isLessThan(FIRST_TOKEN.toMillis());
            assertThat(calls).allMatch(Timed::isWhole);
        } finally {
            pace.shutdownNow();
        }
    }

    private void call(TestRouter router, long hangs) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(router.url() + "/chat/completions"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"smart\",\"stream\":true,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"))
                .build();
        long begin = System.nanoTime();
        var unused = client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .whenComplete((answer, failed) -> calls.add(new Timed(
                        TimeUnit.NANOSECONDS.toMillis(begin - hangs),
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin),
                        answer != null && answer.body().contains("[DONE]"))));
    }

    /** {@return the 99th percentile of how long calls took since the target hung, in milliseconds} */
    private long report(int after) {
        List<Long> took = calls.stream()
                .filter(call -> call.begin() >= 0)
                .map(Timed::took)
                .sorted()
                .toList();
        long slow = calls.stream()
                .filter(call -> call.begin() >= 0 && call.took() > 1000)
                .count();
        long last = calls.stream()
                .filter(call -> call.took() > 1000)
                .mapToLong(Timed::begin)
                .max()
                .orElse(0);
        long p99 = took.get(took.size() * 99 / 100);
        System.out.printf(
                "hang: %d calls, %d of them slow, the last of those began %d ms after the target hung; p50 %d ms, p99 %d ms;"
                        + " the target got %d calls in the %d s after the first 2; all whole: %s%n",
                took.size(),
                slow,
                last,
                took.get(took.size() / 2),
                p99,
                after,
                SECONDS - 2,
                calls.stream().allMatch(Timed::isWhole));
        return p99;
    }
}
