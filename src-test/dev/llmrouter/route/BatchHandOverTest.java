package dev.llmrouter.route;

import static dev.llmrouter.fixture.BatchCaller.completed;
import static dev.llmrouter.fixture.BatchCaller.content;
import static dev.llmrouter.fixture.BatchCaller.ended;
import static dev.llmrouter.fixture.BatchCaller.expected;
import static dev.llmrouter.fixture.BatchCaller.lines;
import static dev.llmrouter.fixture.BatchCaller.make;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.models.batches.Batch;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.OtherRouter;
import dev.llmrouter.fixture.Postgres;
import dev.llmrouter.fixture.TwoTenants;
import dev.llmrouter.fixture.Watched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches over HTTP of routers that share a folder, and of one that is told to stop. */
class BatchHandOverTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PARALLEL = 16;
    private static final int LINES = 60;
    private static final int BEFORE = 20;

    @TempDir
    private Path folder = Path.of(".");

    private final CompletableFuture<Boolean> held = new CompletableFuture<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    /** Answers some lines at once, and the others when they are let go. */
    private final FakeOpenAi server = FakeOpenAi.answering((request, body) -> {
        asked.computeIfAbsent(Watched.prompt(body.toString()), first -> new AtomicInteger())
                .incrementAndGet();
        if (answered.incrementAndGet() <= BEFORE) {
            Watched.echo().to(request, body);
        } else {
            FakeOpenAi.held(held, Watched.echo()).to(request, body);
        }
    });

    private final TwoTenants tenants = new TwoTenants("");

    @AfterEach
    void close() {
        tenants.close();
        server.close();
    }

    private String config(String more) {
        return """
            providers:
              up: { type: openai, baseUrl: "%s" }
            targets:
              m: { provider: up, model: upstream-model, price: { input: 1, output: 2 } }
            channels: { batches: { folder: "%s", parallel: %d } }
            """
                        .formatted(server.baseUrl(), folder.resolve("shared"), PARALLEL)
                + more;
    }

    private OtherRouter router(String name, String config) throws IOException {
        return new OtherRouter(Files.createDirectories(folder.resolve(name)), config);
    }

    private OpenAIClient client(String url) {
        return tenants.client(url, "any");
    }

    private List<String> askedTwice() {
        return asked.entrySet().stream()
                .filter(line -> line.getValue().get() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }

    private void assertItIsWhole(OpenAIClient client, Batch made) {
        Batch end = ended(client, made, Batch.Status.COMPLETED);
        assertThat(end.requestCounts().orElseThrow())
                .extracting(counts -> counts.total(), counts -> counts.completed(), counts -> counts.failed())
                .containsExactly((long) LINES, (long) LINES, 0L);
        assertThat(content(client, end.outputFileId().orElseThrow()))
                .extracting(Watched::said)
                .containsExactlyElementsOf(expected(LINES));
        assertThat(client.files().list().data())
                .as("what was uploaded, and the results")
                .hasSize(2);
    }

    /** The other one is killed while lines are in flight. */
    private void assertTheOtherGoesOn(String config) throws IOException {
        try (TestRouter router = TestRouter.with(config);
                OtherRouter killed = router("killed", config)) {
            OpenAIClient first = client(killed.url());
            OpenAIClient other = client(router.url());
            Batch made = make(first, lines(LINES));
            await().atMost(PATIENCE).until(() -> server.open() == PARALLEL && completed(first, made) == BEFORE);
            // it tells what is run elsewhere, and leaves it alone
            assertThat(completed(other, made)).isEqualTo(BEFORE);
            assertThat(other.batches().list().data()).hasSize(1);
            assertThat(router.get("/admin/batches").body()).isEqualTo("{\"batches\":[]}");
            killed.kill();
            held.complete(true);
            assertItIsWhole(other, made);
        }
        assertThat(asked).hasSize(LINES);
        assertThat(askedTwice())
                .as("asked twice, of those that were in flight at the kill")
                .hasSizeLessThanOrEqualTo(PARALLEL)
                .isSubsetOf(asked.keySet().stream()
                        .filter(prompt -> Integer.parseInt(prompt.split(" ", 2)[1]) < BEFORE + PARALLEL)
                        .collect(Collectors.toSet()));
    }

    @Test
    void aRouterGoesOnWithABatchWhoseRouterWasKilled() throws IOException {
        assertTheOtherGoesOn(config(""));
    }

    @Test
    void aRouterOnTheSameDatabaseGoesOnWithItToo() throws IOException {
        try (Postgres store = Postgres.start("a batch that goes from one router to another over PostgreSQL")) {
            assertTheOtherGoesOn(config("store: { url: \"" + store.url() + "\", user: \"" + store.user() + "\" }\n"));
        }
    }

    @Test
    void aBatchIsCalledOffByARouterThatDoesNotRunIt() {
        try (TestRouter one = TestRouter.with(config(""));
                TestRouter another = TestRouter.with(config(""))) {
            OpenAIClient runs = client(one.url());
            OpenAIClient other = client(another.url());
            Batch made = make(runs, lines(LINES));
            await().atMost(PATIENCE).until(() -> server.open() == PARALLEL);
            assertThat(other.batches().cancel(made.id()).status()).isEqualTo(Batch.Status.CANCELLING);
            // whoever runs it has heard of it by then
            assertThat(runs.batches().retrieve(made.id()).status()).isEqualTo(Batch.Status.CANCELLING);
            held.complete(true);
            Batch end = ended(other, made, Batch.Status.CANCELLED);
            assertThat(end.requestCounts().orElseThrow().completed()).isEqualTo(BEFORE + PARALLEL);
            assertThat(content(other, end.outputFileId().orElseThrow())).hasSize(BEFORE + PARALLEL);
            assertThat(asked).hasSize(BEFORE + PARALLEL);
        }
    }

    @Test
    void aRouterThatIsToldToStopDoesNotWaitForEverForItsLinesAndGoesOnWithThemLater() throws IOException {
        Batch made;
        long seconds;
        try (OtherRouter stopped = new OtherRouter(
                Files.createDirectories(folder.resolve("one")),
                config(""),
                List.of("-Dcamel.main.shutdownTimeout=6", "-Dcamel.component.llm-http.grace=0s"))) {
            made = make(client(stopped.url()), lines(LINES));
            await().atMost(PATIENCE).until(() -> server.open() == PARALLEL);
            long begin = System.nanoTime();
            stopped.stop();
            seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
        }
        assertThat(seconds).as("seconds to the end of the process").isLessThan(25);
        await().until(() -> server.open() == 0);
        held.complete(true);
        try (TestRouter back = TestRouter.with(config(""))) {
            assertItIsWhole(client(back.url()), made);
        }
        assertThat(askedTwice())
                .as("asked again, of those that nobody had answered")
                .hasSize(PARALLEL);
    }
}
