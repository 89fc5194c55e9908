package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.drip;
import static dev.llmrouter.fixture.FakeOpenAi.flood;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static dev.llmrouter.fixture.FakeOpenAi.stallAfter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.llmrouter.fixture.CapturedLog;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FakeOpenAi.Answer;
import dev.llmrouter.fixture.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CancelTest {

    private static final int AT_ONCE = 32;
    private static final int CALLERS = System.getProperty("chaos") == null ? 500 : 10_000;

    private final FakeOpenAi up = answering(completion("Hi"));
    private final TestRouter router = TestRouter.with(
            """
        providers:
          up: { type: openai, baseUrl: "%s" }
          sim: { type: simulator, latency: 10s }
        targets:
          m: { provider: up, model: m1, breaker: { minimumCalls: 5 } }
          slow: { provider: sim, model: m2 }
        """
                    .formatted(up.baseUrl()));

    @AfterEach
    void stop() {
        router.close();
        up.close();
    }

    private static String ask(String model, boolean stream) {
        return RawClient.post("{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
    }

    private static ConditionFactory soon() {
        return await().pollInterval(Duration.ofMillis(10)).atMost(Duration.ofSeconds(1));
    }

    static Stream<Arguments> waysToLeave() {
        Consumer<RawClient> close = RawClient::close;
        Consumer<RawClient> reset = RawClient::abort;
        return Stream.of(
                Arguments.of("a whole reply", false, hang(), "", close),
                Arguments.of("a whole reply, with a reset", false, hang(), "", reset),
                Arguments.of("a stream that has not begun", true, hang(), "", close),
                Arguments.of("a stream that has not begun, with a reset", true, hang(), "", reset),
                Arguments.of("a stream before its first content", true, stallAfter(role()), "", close),
                Arguments.of("a stream in the middle", true, stallAfter(role(), chunk("half")), "half", close),
                Arguments.of("a stream that flows", true, drip(chunk("tick"), 1), "tick", close),
                Arguments.of("a stream that flows, with a reset", true, drip(chunk("tick"), 1), "tick", reset));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waysToLeave")
    void aCallerThatLeavesEndsTheProvidersWorkAtOnce(
            String name, boolean stream, Answer answer, String awaited, Consumer<RawClient> leave) {
        up.nowAnswering(answer);
        try (RawClient client = RawClient.to(router.port())) {
            client.send(ask("m", stream));
            await().until(() -> up.open() == 1 && router.inFlight("m") == 1);
            client.readUntil(awaited);
            leave.accept(client);
            soon().until(() -> up.aborted() == 1);
        }
        soon().until(() -> router.inFlight("m") == 0);
        assertThat(up.open()).isZero();
        soon().untilAsserted(() -> assertThat(router.metrics())
                .containsPattern("llm_calls_total\\{model=\"m\",operation=\"chat\",outcome=\"cancelled\".*} 1.0"));
    }

    @Test
    void aCallerThatLeavesWithoutHavingReadEndsTheProvidersWorkToo() {
        AtomicInteger written = new AtomicInteger();
        up.nowAnswering(flood(chunk("x".repeat(1000)), 100_000, written));
        try (RawClient client = RawClient.slowTo(router.port())) {
            client.send(ask("m", true));
            client.readUntil("xxx");
            await().pollInterval(Duration.ofMillis(10)).until(() -> up.open() == 1);
            client.abort();
        }
        soon().until(() -> up.aborted() == 1 && router.inFlight("m") == 0);
        assertThat(written.get()).isLessThan(50_000);
    }

    @Test
    void aCallerThatLeavesSaysNothingAgainstTheTarget() {
        up.nowAnswering(hang());
        for (int i = 1; i <= 20; i++) {
            int left = i;
            try (RawClient client = RawClient.to(router.port())) {
                client.send(ask("m", i % 2 == 0));
                await().pollInterval(Duration.ofMillis(10)).until(() -> up.open() == 1);
            }
            soon().until(() -> up.aborted() == left && up.open() == 0);
        }
        up.nowAnswering(completion("still there"));
        assertThat(router.ask("m").body()).contains("still there");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCallerThatLeavesEndsTheSimulatorsWorkAtOnce(boolean stream) {
        try (RawClient client = RawClient.to(router.port())) {
            client.send(ask("slow", stream));
            await().until(() -> router.inFlight("slow") == 1);
        }
        // the first of all replies loads the tokenizer, which takes its time on a busy machine
        soon().atMost(Duration.ofSeconds(5)).until(() -> router.inFlight("slow") == 0);
    }

    @Test
    void hundredsOfCallersLeaveAtAnyMomentAndNothingIsLeftBehind() throws Exception {
        up.nowAnswering(drip(chunk("tick"), 5));
        try (CapturedLog log = CapturedLog.of("ROOT", Level.WARN)) {
            // all kinds of threads are there from then on
            leave(300, 60);
            long threads = threads();
            int sockets = sockets();
            leave(CALLERS - 300, 600);
            // a few of pools of a fixed size that were not full yet
            assertThat(threads()).isLessThan(threads + 20);
            // connections to the provider are kept for a while, both ends of which are here, but none for each caller
            soon().atMost(Duration.ofSeconds(5)).until(CancelTest::sockets, open -> open <= sockets + 2 * AT_ONCE);
            assertThat(log.atLeast(Level.WARN)).isEmpty();
            System.out.printf(
                    "aborts: %d callers left, %d calls upstream; threads %d and then %d, sockets %d and then %d%n",
                    CALLERS, up.received().size(), threads, threads(), sockets, sockets());
        }
        up.nowAnswering(completion("still there"));
        assertThat(router.ask("m").body()).contains("still there");
    }

    /** Lets so many callers leave, and nothing of them may be left a second later. */
    private void leave(int many, int seconds) throws InterruptedException {
        ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
        for (int i = 0; i < many; i++) {
            int seed = i;
            callers.execute(() -> leaveSomewhere(new Random(seed)));
        }
        callers.shutdown();
        assertThat(callers.awaitTermination(seconds, TimeUnit.SECONDS)).isTrue();
        soon().until(() -> up.open() == 0);
        soon().until(() -> router.inFlight("m") == 0 && router.inFlight("slow") == 0);
    }

    /** How many threads there are, but for those of workers, which are of a fixed number, and of the test's own client. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("Camel") && !name.startsWith("HttpClient"))
                .count();
    }

    /** How many sockets this process has open, where that can be told. */
    private static int sockets() throws IOException {
        Path open = Path.of("/proc/self/fd");
        if (!Files.isDirectory(open)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(open)) {
            return (int) files.filter(CancelTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private void leaveSomewhere(Random random) {
        String request = ask(random.nextInt(4) == 0 ? "slow" : "m", random.nextInt(3) > 0);
        int sent = random.nextInt(4) == 0 ? random.nextInt(request.length()) : request.length();
        try (RawClient client = RawClient.to(router.port())) {
            client.send(request.substring(0, sent));
            boolean isAnswered = sent == request.length() && request.contains("\"m\"") && request.contains("true");
            for (int ticks = random.nextInt(4); isAnswered && ticks > 0; ticks--) {
                client.readUntil("tick");
            }
            if (random.nextBoolean()) {
                client.abort();
            }
        }
    }
}
