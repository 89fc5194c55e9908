package dev.llmrouter.route;

import static dev.llmrouter.fixture.BatchCaller.completed;
import static dev.llmrouter.fixture.BatchCaller.content;
import static dev.llmrouter.fixture.BatchCaller.ended;
import static dev.llmrouter.fixture.BatchCaller.expected;
import static dev.llmrouter.fixture.BatchCaller.lines;
import static dev.llmrouter.fixture.BatchCaller.make;
import static dev.llmrouter.fixture.BatchCaller.order;
import static dev.llmrouter.fixture.BatchCaller.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.openai.client.OpenAIClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnexpectedStatusCodeException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.batches.BatchError;
import com.openai.models.batches.BatchListParams;
import com.openai.models.batches.BatchUsage;
import com.openai.models.files.FileListParams;
import com.openai.models.files.FileObject;
import dev.llmrouter.fixture.CapturedLog;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.OtherRouter;
import dev.llmrouter.fixture.SetClock;
import dev.llmrouter.fixture.TwoTenants;
import dev.llmrouter.fixture.Watched;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's Batch API, with OpenAI's own client. */
class OpenAiBatchesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder = Path.of(".");

    private final FakeOpenAi server = FakeOpenAi.answering(Watched.echo());
    private final TwoTenants tenants = new TwoTenants(config(""));

    private String config(String more) {
        return """
            providers:
              up: { type: openai, baseUrl: "%s" }
            targets:
              m: { provider: up, model: upstream-model, price: { input: 1, output: 2 }%s }
            channels: { batches: {} }
            """
                .formatted(server.baseUrl(), more);
    }

    @AfterEach
    void close() {
        tenants.close();
        server.close();
    }

    @Test
    void everyLineIsAnsweredAndTheResultsAreAFile() {
        try (TestRouter router = TestRouter.with(tenants.yaml())) {
            OpenAIClient acme = tenants.acme(router.url());
            Batch made = acme.batches()
                    .create(order(upload(acme, lines(20)))
                            .metadata(BatchCreateParams.Metadata.builder()
                                    .putAdditionalProperty("night", com.openai.core.JsonValue.from("monday"))
                                    .build())
                            .build())
                    .validate();
            assertThat(made.id()).startsWith("batch_");
            assertThat(made.status()).isEqualTo(Batch.Status.VALIDATING);
            assertThat(made.expiresAt().orElseThrow() - made.createdAt()).isEqualTo(24 * 3600);
            Batch end = ended(acme, made, Batch.Status.COMPLETED);
            assertThat(end.requestCounts().orElseThrow())
                    .extracting(counts -> counts.total(), counts -> counts.completed(), counts -> counts.failed())
                    .containsExactly(20L, 20L, 0L);
            assertThat(end.metadata().orElseThrow().toString()).contains("night", "monday");
            assertThat(end.completedAt().orElseThrow())
                    .isGreaterThanOrEqualTo(end.inProgressAt().orElseThrow());
            assertThat(end.errorFileId()).isEmpty();
            assertThat(content(acme, end.outputFileId().orElseThrow()))
                    .extracting(Watched::said)
                    .containsExactlyElementsOf(expected(20));
            assertThat(acme.files().retrieve(end.outputFileId().orElseThrow()).filename())
                    .isEqualTo(end.id() + "_output.jsonl");
            // whoever made it pays: tenant, user and key
            await().untilAsserted(() -> assertThat(
                            router.get("/admin/spend?by=tenant,user,key").body())
                    .contains("{\"tenant\":\"acme\",\"user\":\"robot\",\"key\":\"app\",\"attempts\":20,"));
        }
    }

    private static FakeOpenAi.Answer used(int prompt, int cached, int completion, int reasoning) {
        return FakeOpenAi.status(
                200,
                "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1760000000,\"model\":\"up\",\"choices\":"
                        + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":" + prompt + ",\"prompt_tokens_details\":{\"cached_tokens\":"
                        + cached
                        + "},\"completion_tokens\":" + completion
                        + ",\"completion_tokens_details\":{\"reasoning_tokens\":" + reasoning + "},\"total_tokens\":"
                        + (prompt + completion) + "}}");
    }

    @Test
    void aBatchTellsItsModelAndWhatItsLinesHaveUsed() {
        server.nowAnswering((request, body) -> (Watched.prompt(body.toString()).endsWith("1")
                        ? used(100, 60, 20, 12)
                        : used(10, 0, 5, 0))
                .to(request, body));
        try (TestRouter router = TestRouter.with(tenants.yaml())) {
            OpenAIClient acme = tenants.acme(router.url());
            Batch made = make(acme, lines(3));
            assertThat(made.usage().orElseThrow().totalTokens()).isZero();
            Batch end = ended(acme, made, Batch.Status.COMPLETED);
            assertThat(end.model()).contains("m");
            BatchUsage usage = end.usage().orElseThrow();
            assertThat(usage.inputTokens()).isEqualTo(120);
            assertThat(usage.inputTokensDetails().cachedTokens()).isEqualTo(60);
            assertThat(usage.outputTokens()).isEqualTo(30);
            assertThat(usage.outputTokensDetails().reasoningTokens()).isEqualTo(12);
            assertThat(usage.totalTokens()).isEqualTo(150);
            String two = lines(1) + Watched.request("r1", "x").replace("\"m\"", "\"up/upstream-model\"");
            assertThat(ended(acme, make(acme, two), Batch.Status.COMPLETED).model())
                    .as("the model of a batch whose lines ask several")
                    .isEmpty();
        }
    }

    @Test
    void aFaultBetweenKeepingTheResultsAndSayingSoLeavesThemOnce() throws IOException {
        Path kept = folder.resolve("openai/files/tenant-acme");
        FaultyClock clock =
                new FaultyClock(() -> Thread.currentThread().getName().contains("llm-router-batches")
                        && holds(kept, "_output.jsonl")
                        && holds(kept, "_error.jsonl"));
        String lines = lines(3) + Watched.request("bad", "x").replace("\"m\"", "\"nobody\"");
        Batch made;
        try (TestRouter router = TestRouter.in(folder, tenants.yaml(), main -> main.bind("llm-router-clock", clock))) {
            OpenAIClient acme = tenants.acme(router.url());
            made = make(acme, lines);
            await().atMost(PATIENCE).until(() -> clock.isBroken);
            // what is there is told to nobody as long as the batch is not finished
            assertThat(acme.batches().retrieve(made.id()).outputFileId()).isEmpty();
            assertThat(acme.batches().retrieve(made.id()).status()).isEqualTo(Batch.Status.FINALIZING);
        }
        try (TestRouter router = TestRouter.in(folder, tenants.yaml())) {
            OpenAIClient acme = tenants.acme(router.url());
            Batch end = ended(acme, made, Batch.Status.COMPLETED);
            assertThat(acme.files()
                            .list(FileListParams.builder()
                                    .purpose("batch_output")
                                    .build())
                            .data())
                    .extracting(FileObject::id)
                    .containsExactlyInAnyOrder(
                            end.outputFileId().orElseThrow(), end.errorFileId().orElseThrow());
            assertThat(content(acme, end.outputFileId().orElseThrow()))
                    .extracting(Watched::said)
                    .containsExactlyElementsOf(expected(3));
            assertThat(content(acme, end.errorFileId().orElseThrow())).hasSize(1);
            assertThat(server.received()).hasSize(3);
        }
    }

    private static boolean holds(Path files, String ending) {
        try (Stream<Path> all = Files.list(files)) {
            return all.filter(file -> file.toString().endsWith(".json"))
                    .anyMatch(file -> text(file).contains(ending));
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Breaks whoever asks for the time, once, at a certain moment: what comes behind that does not happen. */
    private static final class FaultyClock extends Clock {
        private final BooleanSupplier moment;
        private volatile boolean isBroken;

        private FaultyClock(BooleanSupplier moment) {
            this.moment = moment;
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            if (!isBroken && moment.getAsBoolean()) {
                isBroken = true;
                throw new IllegalStateException("as if it were killed");
            }
            return Instant.now();
        }
    }

    @Test
    void aLineThatIsRefusedIsInTheErrorFile() {
        try (TestRouter router = TestRouter.with(tenants.yaml())) {
            OpenAIClient acme = tenants.acme(router.url());
            Batch made = make(acme, lines(2) + Watched.request("bad", "x").replace("\"m\"", "\"nobody\""));
            Batch end = ended(acme, made, Batch.Status.COMPLETED);
            assertThat(end.requestCounts().orElseThrow().failed()).isEqualTo(1);
            assertThat(content(acme, end.outputFileId().orElseThrow())).hasSize(2);
            assertThat(content(acme, end.errorFileId().orElseThrow()))
                    .extracting(
                            line -> line.get("custom_id").asText(),
                            line -> line.at("/response/status_code").asInt(),
                            line -> line.at("/response/body/error/code").asText())
                    .containsExactly(tuple("bad", 404, "model_not_found"));
        }
    }

    @Test
    void aLineAsksForNothingThatItsKeyMayNotAskFor() {
        String yaml = tenants.yaml().replace("user: robot }", "user: robot, models: [ none-of-these ] }");
        try (TestRouter router = TestRouter.with(yaml)) {
            OpenAIClient acme = tenants.acme(router.url());
            Batch end = ended(acme, make(acme, lines(1)), Batch.Status.COMPLETED);
            assertThat(end.outputFileId()).isEmpty();
            assertThat(content(acme, end.errorFileId().orElseThrow()))
                    .extracting(line -> line.at("/response/status_code").asInt())
                    .containsExactly(403);
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    void whatIsWrongWithAFileIsToldLineByLineAndNobodyIsAsked() {
        try (TestRouter router = TestRouter.with(tenants.yaml())) {
            OpenAIClient acme = tenants.acme(router.url());
            String good = Watched.request("a", "x");
            Batch made = make(
                    acme,
                    good + "{\"custom_id\":\n" + good
                            + good.replace("\"a\"", "\"b\"").replace("POST", "GET")
                            + good.replace("\"a\"", "\"c\"").replace("/v1/chat/completions", "/v1/embeddings")
                            + "\n{\"custom_id\":\"d\"}\n");
            Batch end = ended(acme, made, Batch.Status.FAILED);
            assertThat(end.errors().orElseThrow().data().orElseThrow())
                    .extracting(error -> error.code().orElseThrow(), error -> error.line()
                            .orElseThrow())
                    .containsExactly(
                            tuple("invalid_json_line", 2L),
                            tuple("invalid_method", 4L),
                            tuple("url_mismatch", 5L),
                            tuple("missing_required_parameter", 7L),
                            tuple("missing_required_parameter", 7L),
                            tuple("missing_required_parameter", 7L),
                            tuple("duplicate_custom_id", 3L));
            assertThat(end.failedAt()).isPresent();
            assertThat(server.received()).isEmpty();
            Batch empty = ended(acme, make(acme, "\n \n"), Batch.Status.FAILED);
            assertThat(empty.errors().orElseThrow().data().orElseThrow())
                    .extracting(BatchError::code)
                    .containsExactly(java.util.Optional.of("empty_file"));
            assertThat(router.get("/admin/batches").body())
                    .contains("\"status\":\"failed\"")
                    .doesNotContain("running");
        }
    }

    @Test
    void whatNobodyCouldRunIsRefusedAtOnce() {
        try (TestRouter router = TestRouter.with(tenants.yaml())) {
            OpenAIClient acme = tenants.acme(router.url());
            String file = upload(acme, lines(1));
            assertThat(catchThrowableOfType(NotFoundException.class, () -> acme.batches()
                            .create(order("file-" + "0".repeat(32)).build())))
                    .hasMessageContaining("No such File object");
            assertThat(catchThrowableOfType(BadRequestException.class, () -> acme.batches()
                                    .create(order(file)
                                            .endpoint(BatchCreateParams.Endpoint.of("/v1/images"))
                                            .build()))
                            .param())
                    .contains("endpoint");
            assertThat(catchThrowableOfType(BadRequestException.class, () -> acme.batches()
                                    .create(order(file)
                                            .completionWindow(BatchCreateParams.CompletionWindow.of("1s"))
                                            .build()))
                            .param())
                    .contains("completion_window");
        }
    }

    @Test
    void aBatchThatIsCalledOffHasTheResultsSoFarAndOthersSeeNothingOfIt() {
        CompletableFuture<Boolean> held = new CompletableFuture<>();
        AtomicInteger asked = new AtomicInteger();
        server.nowAnswering((request, body) -> {
            if (asked.incrementAndGet() <= 5) {
                Watched.echo().to(request, body);
            } else {
                FakeOpenAi.held(held, Watched.echo()).to(request, body);
            }
        });
        try (TestRouter router = TestRouter.with(tenants.yaml())) {
            OpenAIClient acme = tenants.acme(router.url());
            String file = upload(acme, lines(100));
            Batch made = acme.batches().create(order(file).build());
            await().until(() -> completed(acme, made) == 5 && server.open() == 16);
            // what it is made from may go
            acme.files().delete(file);
            OpenAIClient other = tenants.other(router.url());
            assertThat(catchThrowableOfType(
                            NotFoundException.class, () -> other.batches().retrieve(made.id())))
                    .hasMessageContaining("No such Batch object");
            assertThat(catchThrowableOfType(
                            NotFoundException.class, () -> other.batches().cancel(made.id())))
                    .isNotNull();
            assertThat(other.batches().list().data()).isEmpty();
            assertThat(acme.batches().cancel(made.id()).status()).isEqualTo(Batch.Status.CANCELLING);
            held.complete(true);
            Batch end = ended(acme, made, Batch.Status.CANCELLED);
            assertThat(end.cancelledAt()).isPresent();
            assertThat(end.requestCounts().orElseThrow().completed()).isEqualTo(21);
            assertThat(content(acme, end.outputFileId().orElseThrow())).hasSize(21);
            assertThat(server.received()).hasSize(21);
            assertThat(catchThrowableOfType(UnexpectedStatusCodeException.class, () -> acme.batches()
                                    .cancel(made.id()))
                            .statusCode())
                    .isEqualTo(409);
        }
    }

    @Test
    void batchesAreListedPageByPageTheLatestFirst() {
        try (TestRouter router = TestRouter.with(tenants.yaml())) {
            OpenAIClient acme = tenants.acme(router.url());
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                ids.add(0, make(acme, lines(1)).id());
            }
            assertThat(acme.batches()
                            .list(BatchListParams.builder().limit(2).build())
                            .autoPager())
                    .extracting(Batch::id)
                    .containsExactlyElementsOf(ids);
        }
    }

    @Test
    void linesForWhichThereWasNoTimeAreErrors() {
        SetClock clock = new SetClock();
        server.nowAnswering((request, body) -> {
            if (Watched.prompt(body.toString()).equals("prompt 0")) {
                Watched.echo().to(request, body);
            } else {
                FakeOpenAi.error(429, "not now", "retry-after", "3600").to(request, body);
            }
        });
        try (TestRouter router = TestRouter.with(tenants.yaml(), clock::bind)) {
            OpenAIClient acme = tenants.acme(router.url());
            Batch made = make(acme, lines(3));
            await().until(() -> completed(acme, made) == 1);
            clock.plus(Duration.ofHours(24));
            Batch end = ended(acme, made, Batch.Status.EXPIRED);
            assertThat(end.expiredAt()).isPresent();
            assertThat(content(acme, end.outputFileId().orElseThrow())).hasSize(1);
            assertThat(content(acme, end.errorFileId().orElseThrow()))
                    .extracting(line -> line.get("custom_id").asText(), line -> line.at("/error/code")
                            .asText())
                    .containsExactly(tuple("r1", "batch_expired"), tuple("r2", "batch_expired"));
        }
    }

    @Test
    void whatExpiredHasExpiredAlsoForWhoeverGoesOnWithIt() throws IOException {
        SetClock clock = new SetClock();
        server.nowAnswering(FakeOpenAi.error(429, "not now", "retry-after", "3600"));
        Batch made;
        Path inTheWay;
        try (CapturedLog log = CapturedLog.of("dev.llmrouter.batch.HostedRuns", Level.ERROR);
                TestRouter router = TestRouter.in(folder, tenants.yaml(), clock::bind)) {
            made = make(tenants.acme(router.url()), lines(2));
            await().until(() -> !server.received().isEmpty());
            // the results can't be written, as where the router is killed before they are
            inTheWay = folder.resolve("openai/batches/open").resolve(made.id()).resolve(made.id() + ".jsonl");
            Files.createDirectories(inTheWay.resolve("something"));
            clock.plus(Duration.ofHours(24));
            await().until(() -> log.atLeast(Level.ERROR).stream().anyMatch(line -> line.contains("can't be run now")));
        }
        Files.delete(inTheWay.resolve("something"));
        Files.delete(inTheWay);
        try (TestRouter router = TestRouter.in(folder, tenants.yaml(), clock::bind)) {
            OpenAIClient acme = tenants.acme(router.url());
            Batch end = ended(acme, made, Batch.Status.EXPIRED);
            assertThat(content(acme, end.errorFileId().orElseThrow())).hasSize(2);
        }
    }

    /** What a tenant's folder holds, of files or batches. */
    private List<String> onDisk(String name) throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("openai/" + name))) {
            return all.map(file -> file.getFileName().toString())
                    .filter(file -> !file.equals("lock"))
                    .toList();
        }
    }

    @Test
    void whatEndedLongAgoIsDeletedWithItsResultsAndNothingThatIsNotFinished() throws IOException {
        SetClock clock = new SetClock();
        Batch done;
        Batch unfinished;
        try (TestRouter router = TestRouter.in(folder, tenants.yaml(), clock::bind)) {
            OpenAIClient acme = tenants.acme(router.url());
            done = ended(
                    acme,
                    make(acme, lines(2) + Watched.request("bad", "x").replace("\"m\"", "\"nobody\"")),
                    Batch.Status.COMPLETED);
            server.nowAnswering(FakeOpenAi.error(429, "not now", "retry-after", "3600"));
            unfinished = make(acme, lines(3));
            // who is told to wait is not asked for the others as well, unless they are on their way
            await().until(() -> server.received().size() > 2);
        }
        clock.plus(Duration.ofDays(30).minusMinutes(1));
        try (TestRouter router = TestRouter.in(folder, tenants.yaml(), clock::bind)) {
            OpenAIClient acme = tenants.acme(router.url());
            // its own time is over, and it begins to be kept
            ended(acme, unfinished, Batch.Status.EXPIRED);
            assertThat(acme.batches().retrieve(done.id()).status()).isEqualTo(Batch.Status.COMPLETED);
            assertThat(content(acme, done.outputFileId().orElseThrow())).hasSize(2);
            assertThat(acme.files().list().data()).hasSize(5);
        }
        clock.plus(Duration.ofMinutes(2));
        try (TestRouter router = TestRouter.in(folder, tenants.yaml(), clock::bind)) {
            OpenAIClient acme = tenants.acme(router.url());
            await().until(() -> onDisk("batches/tenant-acme").size() == 1
                    && onDisk("files/tenant-acme").size() == 2);
            assertThat(acme.batches().list().data()).extracting(Batch::id).containsExactly(unfinished.id());
            Batch end = acme.batches().retrieve(unfinished.id());
            assertThat(content(acme, end.errorFileId().orElseThrow())).hasSize(3);
            assertThat(acme.files().list().data()).hasSize(1);
        }
        assertThat(onDisk("batches/open")).isEmpty();
    }

    @Test
    void aBatchGoesOnWhoseFileExpires() throws IOException {
        SetClock clock = new SetClock();
        server.nowAnswering(FakeOpenAi.error(429, "not now", "retry-after", "3600"));
        Batch made;
        String yaml = tenants.yaml().replace("batches: {}", "batches: { keep: 1h }");
        try (TestRouter router = TestRouter.in(folder, yaml, clock::bind)) {
            OpenAIClient acme = tenants.acme(router.url());
            made = make(acme, lines(3));
            await().until(() -> !server.received().isEmpty());
        }
        clock.plus(Duration.ofHours(2));
        server.nowAnswering(Watched.echo());
        try (TestRouter router = TestRouter.in(folder, yaml, clock::bind)) {
            OpenAIClient acme = tenants.acme(router.url());
            Batch end = ended(acme, made, Batch.Status.COMPLETED);
            assertThat(content(acme, end.outputFileId().orElseThrow()))
                    .extracting(Watched::said)
                    .containsExactlyElementsOf(expected(3));
            assertThat(acme.files().list().data())
                    .extracting(FileObject::id)
                    .containsExactly(end.outputFileId().orElseThrow());
        }
    }

    @Test
    void whoseFilesTakeAllTheyMayGetsItsResultsAndMakesNoOtherBatch() {
        String yaml = tenants.yaml().replace("batches: {}", "batches: { tenantMegabytes: 1 }");
        String large = Watched.request("r0", "x".repeat(600_000));
        try (TestRouter router = TestRouter.with(yaml)) {
            OpenAIClient acme = tenants.acme(router.url());
            String file = upload(acme, large);
            Batch end = ended(acme, acme.batches().create(order(file).build()), Batch.Status.COMPLETED);
            assertThat(content(acme, end.outputFileId().orElseThrow())).hasSize(1);
            assertThat(catchThrowableOfType(UnexpectedStatusCodeException.class, () -> acme.batches()
                            .create(order(file).build())))
                    .hasMessageContaining("1.2 MB of the 1.0 MB");
        }
    }

    @Test
    void aBudgetThatIsSpentHoldsTheLinesUpAndFailsNone() {
        SetClock clock = new SetClock();
        String yaml = tenants.yaml()
                .replace("output: 2 }", "output: 1000 }")
                .replace("user: robot } ]", "user: robot } ], budget: { usd: 0.004, per: day }");
        try (TestRouter router =
                TestRouter.with(yaml.replace("batches: {}", "batches: { parallel: 1 }"), clock::bind)) {
            OpenAIClient acme = tenants.acme(router.url());
            // each may cost some 0.0033 dollars, and costs 0.003
            Batch made = make(acme, lines(2).replace("\"model\"", "\"max_tokens\":3,\"model\""));
            await().atMost(PATIENCE).until(() -> completed(acme, made) >= 1);
            await().atMost(PATIENCE).until(() -> router.metrics().contains("budget_exceeded"));
            assertThat(completed(acme, made)).isEqualTo(1);
            clock.now(clock.instant().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS));
            Batch end = ended(acme, made, Batch.Status.COMPLETED);
            assertThat(end.requestCounts().orElseThrow().completed()).isEqualTo(2);
        }
    }

    @Test
    void callersWhoAreThereGoBeforeTheLinesOfABatch() {
        List<String> served = new CopyOnWriteArrayList<>();
        Map<String, CompletableFuture<Boolean>> turns = new ConcurrentHashMap<>();
        server.nowAnswering((request, body) -> {
            String prompt = Watched.prompt(body.toString());
            served.add(prompt);
            FakeOpenAi.held(turns.computeIfAbsent(prompt, first -> new CompletableFuture<>()), Watched.echo())
                    .to(request, body);
        });
        String yaml = tenants.yaml().replace("output: 2 }", "output: 2 }, concurrentRequests: 1");
        try (TestRouter router = TestRouter.with(yaml).showing(TwoTenants.ACME)) {
            OpenAIClient acme = tenants.acme(router.url());
            Batch made = make(acme, lines(6));
            await().until(() -> served.size() == 1 && router.metrics().contains("llm_queue_waiting 5.0"));
            List<CompletableFuture<HttpResponse<String>>> callers = IntStream.range(0, 3)
                    .mapToObj(i -> router.startChat(
                            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"caller " + i + "\"}]}"))
                    .toList();
            await().until(() -> router.metrics().contains("llm_queue_waiting 8.0"));
            for (int turn = 1; turn <= 9; turn++) {
                int so = turn;
                await().until(() -> served.size() >= so);
                turns.computeIfAbsent(served.get(turn - 1), next -> new CompletableFuture<>())
                        .complete(true);
            }
            callers.forEach(CompletableFuture::join);
            ended(acme, made, Batch.Status.COMPLETED);
            assertThat(served.subList(1, 4)).allMatch(prompt -> prompt.startsWith("caller"));
            assertThat(served.subList(4, 9)).allMatch(prompt -> prompt.startsWith("prompt"));
        }
    }

    @Test
    void aBatchWhoseRouterIsKilledGoesOnInTheNextOneAndPaysForNoLineTwice() {
        CompletableFuture<Boolean> held = new CompletableFuture<>();
        Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
        AtomicInteger answered = new AtomicInteger();
        server.nowAnswering((request, body) -> {
            asked.computeIfAbsent(Watched.prompt(body.toString()), first -> new AtomicInteger())
                    .incrementAndGet();
            if (answered.incrementAndGet() <= 200) {
                Watched.echo().to(request, body);
            } else {
                FakeOpenAi.held(held, Watched.echo()).to(request, body);
            }
        });
        Batch made;
        try (OtherRouter killed = new OtherRouter(folder, config(""))) {
            OpenAIClient client = tenants.client(killed.url(), "any");
            made = make(client, lines(400));
            await().atMost(PATIENCE).until(() -> completed(client, made) == 200);
            killed.kill();
        }
        held.complete(true);
        try (OtherRouter back = new OtherRouter(folder, config(""))) {
            OpenAIClient client = tenants.client(back.url(), "any");
            assertThat(completed(client, made))
                    .as("finished, as the next router knows at once")
                    .isGreaterThanOrEqualTo(200);
            Batch end = ended(client, made, Batch.Status.COMPLETED);
            assertThat(end.requestCounts().orElseThrow().completed()).isEqualTo(400);
            assertThat(end.usage().orElseThrow().inputTokens()).isEqualTo(400 * 7);
            assertThat(end.usage().orElseThrow().outputTokens()).isEqualTo(400 * 3);
            assertThat(content(client, end.outputFileId().orElseThrow()))
                    .extracting(Watched::said)
                    .containsExactlyElementsOf(expected(400));
        }
        assertThat(asked.values().stream().filter(count -> count.get() > 1).count())
                .as("asked twice, of those that were in flight at the kill")
                .isLessThanOrEqualTo(16);
    }

    @Test
    void whereTheyAreOffItIsSaidHowTheyAreSwitchedOn() {
        try (TestRouter router = TestRouter.before(server.baseUrl())) {
            assertThat(router.get("/v1/batches").statusCode()).isEqualTo(404);
            assertThat(router.post("/batches", "{}").body()).contains("channels: { batches: {} }");
        }
    }
}
