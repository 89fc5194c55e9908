package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.OtherRouter;
import dev.llmrouter.fixture.Postgres;
import dev.llmrouter.fixture.Watched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and batches of several processes: two at once, one after the other, and with a database that they share. */
class BatchSharedTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder = Path.of(".");

    private final CompletableFuture<Boolean> held = new CompletableFuture<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final FakeOpenAi server = FakeOpenAi.answering((request, body) -> {
        asked.computeIfAbsent(Watched.prompt(body.toString()), first -> new AtomicInteger())
                .incrementAndGet();
        FakeOpenAi.held(held, Watched.echo()).to(request, body);
    });

    @AfterEach
    void close() {
        server.close();
    }

    private Watched files() {
        return new Watched(folder);
    }

    private static String lines(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Watched.request("r" + i, "line " + i))
                .collect(Collectors.joining());
    }

    private OtherRouter router(String name, String config) throws IOException {
        return new OtherRouter(Files.createDirectories(folder.resolve(name)), config);
    }

    private void assertEachWasAskedOnce(int count) {
        assertThat(asked).hasSize(count).allSatisfy((prompt, times) -> assertThat(times)
                .hasValue(1));
    }

    @Test
    void twoProcessesOnOneInboxTakeEachFileOnce() throws IOException {
        String config = files().config(server, ", model: m");
        try (OtherRouter one = router("one", config);
                OtherRouter other = router("other", config)) {
            for (int i = 0; i < 6; i++) {
                files().put("each-" + i + ".txt", "each " + i);
            }
            files().put("many.jsonl", lines(10));
            // as many as one of them asks at one time, which may have been faster everywhere
            await().atMost(PATIENCE).until(() -> server.open() == 16);
            held.complete(true);
            assertThat(Watched.lines(files().outbox().resolve("many.jsonl"))).hasSize(10);
            for (int i = 0; i < 6; i++) {
                Watched.read(files().outbox().resolve("each-" + i + ".txt"));
            }
            assertThat(one.isAlive() && other.isAlive()).isTrue();
        }
        assertEachWasAskedOnce(16);
    }

    @Test
    void aStopWhileLinesWaitForTheirTurnLosesNone() throws IOException {
        String config = files().config(server, "").replace("output: 2 }", "output: 2 }, concurrentRequests: 2");
        files().put("all.jsonl", lines(40));
        try (OtherRouter stopped = router("one", config)) {
            // 2 are asked, and 14 of the 16 that go on at one time wait in the queue
            await().atMost(PATIENCE)
                    .until(() -> server.open() == 2
                            && stopped.get("/observe/metrics").contains("llm_queue_waiting 14.0"));
            CompletableFuture<Void> end = CompletableFuture.runAsync(stopped::stop);
            await().atMost(PATIENCE).until(() -> !stopped.isAlive() || isStopping(stopped));
            held.complete(true);
            end.join();
        }
        assertThat(files().outbox().resolve("all.jsonl")).doesNotExist();
        try (OtherRouter back = router("one", config)) {
            assertThat(Watched.lines(files().outbox().resolve("all.jsonl")))
                    .extracting(Watched::said)
                    .containsExactlyElementsOf(IntStream.range(0, 40)
                            .mapToObj(i -> "You said: line " + i)
                            .toList());
            assertThat(files().outbox().resolve("all.errors.jsonl")).doesNotExist();
            assertThat(back.isAlive()).isTrue();
        }
        assertEachWasAskedOnce(40);
    }

    private static boolean isStopping(OtherRouter router) {
        return router.get("/health/ready").contains("stopping");
    }

    @Test
    void aFileThatIsPutBackIsAnsweredFromTheDatabaseAndPaidOnce() throws IOException {
        held.complete(true);
        try (Postgres store = Postgres.start("a batch whose answers are kept in PostgreSQL")) {
            String config = files().config(server, "") + "store: { url: \"" + store.url() + "\", user: \""
                    + store.user() + "\" }\n";
            try (TestRouter router = TestRouter.with(config)) {
                files().put("all.jsonl", lines(30));
                Path results = files().outbox().resolve("all.jsonl");
                assertThat(Watched.lines(results)).hasSize(30);
                Path done = files().done().resolve("all.jsonl");
                await().until(() -> Files.exists(done));
                Files.delete(results);
                Files.move(done, files().inbox().resolve("all.jsonl"));
                assertThat(Watched.lines(results))
                        .extracting(Watched::said)
                        .containsExactlyElementsOf(IntStream.range(0, 30)
                                .mapToObj(i -> "You said: line " + i)
                                .toList());
                assertThat(router.get("/admin/batches").body()).contains("\"input_tokens\":0");
            }
        }
        assertEachWasAskedOnce(30);
    }
}
