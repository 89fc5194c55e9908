package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.OtherRouter;
import dev.llmrouter.fixture.Postgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A router that is stopped and killed in turns under a steady load, on the same database: {@code -Dsoak=50} for fifty
 * times. Prints what was asked and what is booked.
 */
class RestartsTest {

    private static final int ON_H2 = Integer.getInteger("soak", 3);
    private static final int ON_POSTGRES = Integer.getInteger("soak", 2);
    private static final int PLACES = 8;
    private static final int CALLS = 60;

    /** The one that is written, the next one, and of the two processes before it the same. */
    private static final int MOST_FILES = 6;

    /** What one lease is of the budget below, in billionths of US dollars. */
    private static final long LEASE = 10_000_000_000L;

    /** More than any call here may cost. */
    private static final long RESERVED = 50_000_000L;

    @TempDir
    private Path folder = Path.of(".");

    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final AtomicInteger numbers = new AtomicInteger();
    private final FakeOpenAi up = FakeOpenAi.answering((request, body) -> {
        boolean isStream = body.toString().contains("\"stream\":true");
        (isStream ? FakeOpenAi.streamOf("one ", "two") : FakeOpenAi.completion("Hi")).to(request, body);
    });

    private String config(String store) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), TestRouter.KEY);
        return """
                retries: { count: 0 }
                providers: { up: { type: openai, baseUrl: "%s" } }
                targets:
                  m: { provider: up, model: m, price: { input: 100, output: 100 }, breaker: { window: 1000, minimumCalls: 1000 } }
                tenants:
                  acme: { keys: [ "{{file:%s}}" ], requestsPerMinute: 1000000, tokensPerMinute: 100000000,
                          concurrentRequests: 50, budget: { usd: 1000, per: total } }
                %s
                """
                .formatted(up.baseUrl(), key, store);
    }

    private Path data() throws IOException {
        return Files.createDirectories(folder.resolve("data"));
    }

    private TestRouter here(String config) throws IOException {
        return TestRouter.in(data(), config).showing(TestRouter.KEY);
    }

    /** Asks all the time, also while the router ends, until it answers no more. */
    private void underLoad(BiFunction<String, String, CompletableFuture<HttpResponse<String>>> router, Runnable end)
            throws InterruptedException {
        AtomicBoolean isOver = new AtomicBoolean();
        int enough = answered.size() + CALLS;
        Semaphore places = new Semaphore(PLACES);
        Thread load = new Thread(() -> {
            while (!isOver.get()) {
                places.acquireUninterruptibly();
                String id = "call-" + numbers.getAndIncrement();
                var unused = router.apply(question(id), id).whenComplete((answer, thrown) -> {
                    places.release();
                    if (thrown == null && answer.statusCode() == 200) {
                        answered.add(id);
                    } else {
                        isOver.set(true);
                    }
                });
            }
        });
        load.start();
        Awaitility.await().until(() -> answered.size() >= enough || isOver.get());
        assertThat(isOver).as("it answers as long as it is there").isFalse();
        end.run();
        isOver.set(true);
        load.join();
        places.acquire(PLACES);
    }

    private static String question(String id) {
        return "{\"model\":\"m\",\"stream\":" + (id.hashCode() % 3 == 0) + ",\"max_tokens\":3,\"messages\":["
                + "{\"role\":\"user\",\"content\":\"" + id + "\"}]}";
    }

    private void soak(String config, int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            if (round % 2 == 0) {
                TestRouter router = here(config);
                underLoad((json, id) -> router.startChat(json, "x-request-id", id), router::close);
            } else {
                OtherRouter router = new OtherRouter(folder, config);
                underLoad(router::startChat, router::kill);
            }
        }
    }

    private Map<String, String> outcomes(String config) throws IOException {
        Map<String, String> outcomes = new HashMap<>();
        try (TestRouter router = here(config)) {
            Awaitility.await().untilAsserted(() -> {
                outcomes.clear();
                for (String row :
                        router.get("/admin/ledger?format=jsonl").body().lines().toList()) {
                    JsonNode attempt = Caller.tree(row);
                    assertThat(outcomes.put(
                                    attempt.path("call").asText(),
                                    attempt.path("outcome").asText()))
                            .as(row)
                            .isNull();
                }
                assertThat(outcomes.keySet()).containsAll(asked());
                assertThat(outcomes.values()).doesNotContain("begun");
            });
        }
        return outcomes;
    }

    private List<String> asked() {
        return up.received().stream()
                .map(received ->
                        Caller.tree(received.body()).at("/messages/0/content").asText())
                .toList();
    }

    private void check(String config, int rounds, String url, String user) throws Exception {
        Map<String, String> outcomes = outcomes(config);
        List<String> asked = asked();
        int kills = rounds / 2;
        long unknown = outcomes.values().stream().filter("unknown"::equals).count();
        assertThat(asked).doesNotHaveDuplicates();
        assertThat(outcomes.keySet()).containsAll(answered);
        assertThat(unknown).isLessThanOrEqualTo((long) kills * PLACES);
        asked.stream().filter(id -> !answered.contains(id)).forEach(id -> assertThat(outcomes)
                .containsKey(id));
        try (Connection database = DriverManager.getConnection(url, user, "")) {
            long booked = sum(database, "select sum(cost_nanos) from ledger");
            long spent = sum(database, "select sum(spent) from budget_window");
            long leased = sum(database, "select sum(leased) from budget_window");
            System.out.printf(
                    "%d restarts, %d of them by kill -9: %d attempts asked, %d booked, %d of them unknown; %d nanodollars"
                            + " booked, %d spent of the budget, %d leased%n",
                    rounds, kills, asked.size(), outcomes.size(), unknown, booked, spent, leased);
            assertThat(spent + leased).isGreaterThanOrEqualTo(booked);
            assertThat(spent).isLessThanOrEqualTo(booked + unknown * RESERVED);
            assertThat(leased).isBetween(0L, (rounds + 2) * LEASE);
        }
    }

    private static long sum(Connection database, String sql) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private List<Path> filesOfTheJournal() throws IOException {
        try (Stream<Path> files = Files.walk(data())) {
            return files.filter(file -> file.toString().endsWith(".journal")).toList();
        }
    }

    @Test
    void loseNoAttemptOnH2() throws Exception {
        String config = config("");
        soak(config, ON_H2);
        check(config, ON_H2, "jdbc:h2:file:" + data().toAbsolutePath().resolve("llm-router"), "sa");
        assertThat(filesOfTheJournal())
                .as("a file of the journal goes once there is something to book behind it, however often that was")
                .hasSizeLessThanOrEqualTo(MOST_FILES);
        up.close();
    }

    @Test
    void loseNoAttemptOnPostgres() throws Exception {
        try (Postgres database = Postgres.start("restarts on PostgreSQL")) {
            String config = config("store: { url: \"" + database.url() + "\", user: " + database.user() + " }");
            soak(config, ON_POSTGRES);
            check(config, ON_POSTGRES, database.url(), database.user());
        }
        up.close();
    }
}
