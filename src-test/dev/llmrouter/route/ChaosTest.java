package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.fixture.ChaosServer;
import dev.llmrouter.fixture.ChaosServer.Shape;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What callers see of three providers that fail every fifth call, in every way that providers do. Prints its figures; with
 * {@code -Dchaos} of 20,000 calls, else of few.
 */
class ChaosTest {

    private static final boolean FULL = System.getProperty("chaos") != null;
    private static final int CALLS = FULL ? Integer.getInteger("chaos.calls", 20_000) : 80;
    private static final int AT_ONCE = 32;
    private static final double FAILING = 0.2;
    /** Where a provider wants fewer calls it gets none for a while, whoever calls. */
    private static final Set<Shape> WITHOUT_LIMITS = EnumSet.complementOf(EnumSet.of(Shape.RATE_LIMIT));

    /** Of whoever would rather wait than see an error. */
    private static final String PERSISTENT = "retries: { count: 1, backoff: 50ms }\nfailures: { timeout: retry }";

    private static final Pattern CONTENT = Pattern.compile("\"content\":\"([^\"]+)\"");
    private static final Pattern CODE = Pattern.compile("\"code\":\"?([a-z_0-9]+)");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** How one call ended, as its caller sees it. */
    private enum End {
        WHOLE,
        REFUSED,
        BROKEN_WITH_ERROR,
        WRONG_TEXT,
        TRUNCATED,
        SILENT
    }

    private final Map<End, AtomicInteger> ends = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> codes = new ConcurrentHashMap<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final AtomicInteger twice = new AtomicInteger();
    private final Queue<String> dishonest = new ConcurrentLinkedQueue<>();

    private static String yaml(String model, ChaosServer a, ChaosServer b, ChaosServer c) {
        return """
            providers:
              a: { type: openai, baseUrl: "%s" }
              b: { type: openai, baseUrl: "%s" }
              c: { type: openai, baseUrl: "%s" }
            targets:
              a: { provider: a, model: m, timeouts: &quick { firstToken: 1s, idle: 1s, total: 2s } }
              b: { provider: b, model: m, timeouts: *quick }
              c: { provider: c, model: m, timeouts: *quick }
            models:
              smart: { policy: %s, of: [ a, b, c ]%s
            """
                .formatted(
                        a.baseUrl(), b.baseUrl(), c.baseUrl(), System.getProperty("chaos.policy", "roundRobin"), model);
    }

    @Test
    void whatCallersSeeIsWholeOrAnError() throws Exception {
        run("as it is configured by default", EnumSet.allOf(Shape.class), " }");
    }

    @Test
    void callersSeeNextToNothingOfItWhereStreamsAreSpliced() throws Exception {
        run("spliced", EnumSet.allOf(Shape.class), ", resume: splice }\n" + PERSISTENT);
        assertThat(CALLS - ended(End.WHOLE)).isLessThanOrEqualTo(Math.max(1, CALLS / 2000));
    }

    @Test
    void callersSeeNextToNothingOfItWhereNobodyWantsFewerCalls() throws Exception {
        run("spliced, no 429", WITHOUT_LIMITS, ", resume: splice }\n" + PERSISTENT);
        assertThat(CALLS - ended(End.WHOLE)).isLessThanOrEqualTo(Math.max(1, CALLS / 2000));
    }

    private void run(String name, Set<Shape> shapes, String model) throws Exception {
        long begin = System.nanoTime();
        try (ChaosServer a = ChaosServer.failing("a", FAILING, shapes);
                ChaosServer b = ChaosServer.failing("b", FAILING, shapes);
                ChaosServer c = ChaosServer.failing("c", FAILING, shapes);
                TestRouter router = TestRouter.with(yaml(model, a, b, c))) {
            Semaphore free = new Semaphore(AT_ONCE);
            for (int i = 0; i < CALLS; i++) {
                free.acquire();
                boolean isStream = i % 2 == 0;
                var unused = client.sendAsync(request(router, isStream), HttpResponse.BodyHandlers.ofString())
                        .handle((answer, failed) -> judge(answer, isStream))
                        .whenComplete((end, thrown) -> {
                            ends.computeIfAbsent(end, none -> new AtomicInteger())
                                    .incrementAndGet();
                            free.release();
                        });
            }
            assertThat(free.tryAcquire(AT_ONCE, 60, TimeUnit.SECONDS)).isTrue();
            report(name, Duration.ofNanos(System.nanoTime() - begin), a.calls() + b.calls() + c.calls());
        }
        assertThat(dishonest).isEmpty();
        assertThat(ends).doesNotContainKeys(End.WRONG_TEXT, End.TRUNCATED, End.SILENT);
        assertThat(twice.get()).isZero();
    }

    private static HttpRequest request(TestRouter router, boolean isStream) {
        return HttpRequest.newBuilder(URI.create(router.url() + "/chat/completions"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"smart\",\"stream\":" + isStream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"))
                .build();
    }

    private End judge(@Nullable HttpResponse<String> answer, boolean isStream) {
        if (answer == null) {
            return End.SILENT;
        }
        String body = answer.body();
        if (answer.statusCode() != 200) {
            count(body);
            return body.contains("\"error\"") ? End.REFUSED : End.SILENT;
        }
        String text = text(body);
        boolean isWhole = isWhole(text);
        boolean isClean = isStream
                ? body.contains("[DONE]") || body.contains("\"finish_reason\":\"stop\"")
                : body.contains("\"finish_reason\":\"stop\"");
        boolean hasError = body.contains("\"error\"");
        if (isClean && isWhole && !hasError) {
            return End.WHOLE;
        }
        count(body);
        if (!isClean && hasError && isPart(text)) {
            return End.BROKEN_WITH_ERROR;
        }
        dishonest.add(body);
        return !isPart(text) ? End.WRONG_TEXT : isClean ? End.TRUNCATED : End.SILENT;
    }

    private static String text(String body) {
        StringBuilder text = new StringBuilder();
        Matcher piece = CONTENT.matcher(body);
        while (piece.find()) {
            text.append(piece.group(1));
        }
        return text.toString();
    }

    private boolean isWhole(String text) {
        String call = text.substring(0, Math.max(0, text.indexOf('.')));
        boolean isWhole = text.equals(ChaosServer.text(call));
        if (isWhole && !seen.add(call)) {
            twice.incrementAndGet();
        }
        return isWhole;
    }

    private static boolean isPart(String text) {
        return ChaosServer.text(text.substring(0, Math.max(0, text.indexOf('.'))))
                .startsWith(text);
    }

    private void count(String body) {
        Matcher code = CODE.matcher(body);
        String last = "none";
        while (code.find()) {
            last = code.group(1);
        }
        codes.computeIfAbsent(last, none -> new AtomicInteger()).incrementAndGet();
    }

    private int ended(End how) {
        AtomicInteger count = ends.get(how);
        return count == null ? 0 : count.get();
    }

    private void report(String name, Duration took, int upstream) {
        int hideable = CALLS - ended(End.BROKEN_WITH_ERROR);
        System.out.printf(
                "chaos, %s: %d calls in %d s, %.3f upstream calls for each; whole %.3f %% of those that had not begun when"
                        + " they failed; %s, the same text twice %d; errors %s%n",
                name,
                CALLS,
                took.toSeconds(),
                upstream / (double) CALLS,
                100.0 * ended(End.WHOLE) / hideable,
                new EnumMap<>(ends),
                twice.get(),
                new TreeMap<>(codes));
    }
}
