package dev.llmrouter.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.call.WholeAnswer;
import dev.llmrouter.fixture.Postgres;
import dev.llmrouter.idempotency.Answers.Known;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class AnswersTest {

    private static final String KEY = "k".repeat(64);
    private static final String ONE = "1".repeat(64);
    private static final WholeAnswer ANSWER =
            new WholeAnswer(200, "application/json", Map.of("x-llm-target", "m"), Buffer.buffer("{\"a\":\"ü\"}"));

    /** Has no thread before somebody waits. */
    private static final ScheduledExecutorService TIMER = new ScheduledThreadPoolExecutor(1);

    private static JdbcDataSource database() {
        JdbcDataSource database = new JdbcDataSource();
        database.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        migrate(database);
        return database;
    }

    private static void migrate(DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String script : List.of("V4__idempotency.sql", "V7__answer_holders.sql")) {
                statement.execute(Files.readString(Path.of("processors/META-INF/llm-router/db", script)));
            }
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeptAnswers files(Path folder, long mostBytes, Clock clock) {
        try {
            return new KeptAnswers(folder, Duration.ofHours(1), mostBytes, clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("answers");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static void answer(Answers answers, String key) {
        answers.begin(key, ONE, null);
        answers.keep(key, ANSWER);
        answers.forget(key);
    }

    static Stream<Answers> all() {
        return Stream.of(
                files(folder(), 1_000_000, Clock.systemUTC()),
                new RecentAnswers(Duration.ofHours(1), 1_000_000, Clock.systemUTC()),
                new StoredAnswers(database(), Duration.ofHours(1), Clock.systemUTC()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatWasAnsweredIsKnown(Answers answers) {
        assertThat(answers.begin(KEY, ONE, null)).isNull();
        assertThat(answers.begin(KEY, ONE, null)).isEqualTo(new Known(ONE, null));
        answers.keep(KEY, ANSWER);
        answers.forget(KEY);
        assertThat(answers.begin(KEY, ONE, null)).isEqualTo(new Known(ONE, ANSWER));
        assertThat(answers.begin("o".repeat(64), ONE, null)).isNull();
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatHadNoAnswerBeginsAgain(Answers answers) {
        assertThat(answers.begin(KEY, ONE, null)).isNull();
        answers.forget(KEY);
        assertThat(answers.begin(KEY, ONE, null)).isNull();
    }

    @ParameterizedTest
    @MethodSource("all")
    void ofManyAtOnceOneBegins(Answers answers) {
        AtomicInteger begun = new AtomicInteger();
        IntStream.range(0, 64).parallel().forEach(i -> {
            if (answers.begin(KEY, ONE, null) == null) {
                begun.incrementAndGet();
            }
        });
        assertThat(begun).hasValue(1);
    }

    @Test
    void replicasWithOneDatabaseKnowTheSame() {
        JdbcDataSource database = database();
        Answers here = new StoredAnswers(database, Duration.ofHours(1), Clock.systemUTC());
        Answers there = new StoredAnswers(database, Duration.ofHours(1), Clock.systemUTC());
        assertThat(here.begin(KEY, ONE, null)).isNull();
        here.keep(KEY, ANSWER);
        assertThat(there.begin(KEY, ONE, null)).isEqualTo(new Known(ONE, ANSWER));
    }

    @Test
    void whatAnotherReplicaBeganGoesOn() {
        JdbcDataSource database = database();
        Answers there = new StoredAnswers(database, Duration.ofHours(1), Clock.systemUTC());
        assertThat(there.begin(KEY, ONE, null)).isNull();
        Answers here = new StoredAnswers(database, Duration.ofHours(1), Clock.systemUTC());
        here.forget(KEY);
        assertThat(here.begin(KEY, ONE, null)).isEqualTo(new Known(ONE, null));
    }

    @Test
    void whatAProcessThatEndedBeganForAMessageBeginsAnewForThatMessageOnly() {
        JdbcDataSource database = database();
        Answers killed = new StoredAnswers(database, Duration.ofHours(1), Clock.systemUTC());
        assertThat(killed.begin(KEY, ONE, "message")).isNull();
        assertThat(killed.begin(KEY, ONE, "message")).as("it is going on here").isEqualTo(new Known(ONE, null));
        Answers next = new StoredAnswers(database, Duration.ofHours(1), Clock.systemUTC());
        assertThat(next.begin(KEY, ONE, null)).isEqualTo(new Known(ONE, null));
        assertThat(next.begin(KEY, ONE, "another")).isEqualTo(new Known(ONE, null));
        assertThat(next.begin(KEY, ONE, "message")).isNull();
        next.keep(KEY, ANSWER);
        assertThat(killed.begin(KEY, ONE, "message")).isEqualTo(new Known(ONE, ANSWER));
    }

    @Test
    void aRealPostgresKeepsThemToo() {
        try (Postgres postgres = Postgres.start("answers kept in PostgreSQL")) {
            PGSimpleDataSource database = new PGSimpleDataSource();
            database.setUrl(postgres.url());
            database.setUser(postgres.user());
            migrate(database);
            whatWasAnsweredIsKnown(new StoredAnswers(database, Duration.ofHours(1), Clock.systemUTC()));
        }
    }

    @Test
    void whatIsOldIsForgotten() {
        JdbcDataSource database = database();
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        Answers today = new StoredAnswers(database, Duration.ofHours(24), Clock.fixed(now, ZoneOffset.UTC));
        assertThat(today.begin(KEY, ONE, null)).isNull();
        today.keep(KEY, ANSWER);
        Instant later = now.plus(Duration.ofHours(24));
        assertThat(new StoredAnswers(database, Duration.ofHours(24), Clock.fixed(later, ZoneOffset.UTC))
                        .begin(KEY, ONE, null))
                .isNotNull();
        assertThat(new StoredAnswers(database, Duration.ofHours(24), Clock.fixed(later.plusMillis(1), ZoneOffset.UTC))
                        .begin(KEY, ONE, null))
                .isNull();
    }

    @Test
    void whatWasPutIntoFilesIsThereAfterThemWithoutAnEndAndWhatWasGoingOnIsNot(@TempDir Path folder) {
        Answers killed = files(folder, 1_000_000, Clock.systemUTC());
        answer(killed, KEY);
        assertThat(killed.begin("going on", ONE, null)).isNull();
        Answers next = files(folder, 1_000_000, Clock.systemUTC());
        assertThat(next.begin(KEY, ONE, null)).isEqualTo(new Known(ONE, ANSWER));
        assertThat(next.begin("going on", ONE, null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 20, 100})
    void anAnswerThatIsHalfWrittenIsNoneAndThoseBeforeItAreThere(int missing, @TempDir Path folder) throws Exception {
        Answers killed = files(folder, 1_000_000, Clock.systemUTC());
        answer(killed, KEY);
        answer(killed, "half");
        Path file = filesIn(folder).get(0);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - missing));
        Answers next = files(folder, 1_000_000, Clock.systemUTC());
        assertThat(next.begin("half", ONE, null)).isNull();
        next.keep("half", ANSWER);
        next.forget("half");
        assertThat(next.begin("half", ONE, null)).isEqualTo(new Known(ONE, ANSWER));
        assertThat(next.begin(KEY, ONE, null)).isEqualTo(new Known(ONE, ANSWER));
    }

    @Test
    void whereFilesAreTooLargeTheOldestGo(@TempDir Path folder) throws Exception {
        Answers answers = files(folder, 20_000, Clock.systemUTC());
        for (int i = 0; i < 1000; i++) {
            answer(answers, "k" + i);
        }
        long bytes = 0;
        for (Path file : filesIn(folder)) {
            bytes += Files.size(file);
        }
        assertThat(bytes).isBetween(10_000L, 25_000L);
        assertThat(answers.begin("k0", ONE, null)).isNull();
        assertThat(answers.begin("k999", ONE, null)).isEqualTo(new Known(ONE, ANSWER));
        Answers next = files(folder, 20_000, Clock.systemUTC());
        assertThat(next.begin("k0", ONE, null)).isNull();
        assertThat(next.begin("k999", ONE, null)).isEqualTo(new Known(ONE, ANSWER));
    }

    @Test
    void filesOfExpiredAnswersGo(@TempDir Path folder) throws Exception {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        Answers answers = files(folder, 1_000_000, Clock.fixed(now, ZoneOffset.UTC));
        answer(answers, KEY);
        Clock later = Clock.fixed(now.plus(Duration.ofHours(1)).plusMillis(1), ZoneOffset.UTC);
        assertThat(files(folder, 1_000_000, later).begin(KEY, ONE, null)).isNull();
        assertThat(filesIn(folder)).isEmpty();
    }

    @Test
    void withoutTheDatabaseRequestsAreMadeAllTheSame() {
        JdbcDataSource none = new JdbcDataSource();
        none.setUrl("jdbc:h2:mem:none;IFEXISTS=TRUE");
        Answers answers = new StoredAnswers(none, Duration.ofHours(1), Clock.systemUTC());
        assertThat(answers.begin(KEY, ONE, null)).isNull();
        answers.keep(KEY, ANSWER);
        answers.forget(KEY);
        assertThat(answers.begin(KEY, ONE, null)).isNull();
    }

    @Test
    void memoryIsBoundedAndWhatIsGoingOnStays() {
        Answers answers = new RecentAnswers(Duration.ofHours(1), 10_000, Clock.systemUTC());
        assertThat(answers.begin("going on", ONE, null)).isNull();
        for (int i = 0; i < 1000; i++) {
            answers.begin("k" + i, ONE, null);
            answers.keep("k" + i, ANSWER);
        }
        List<Known> left = IntStream.range(0, 1000)
                .mapToObj(i -> answers.begin("k" + i, ONE, null))
                .filter(known -> known != null && known.answer() != null)
                .toList();
        assertThat(left).hasSizeLessThan(50);
        assertThat(answers.begin("going on", ONE, null)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 402, 403, 408, 409, 429, 500, 502, 503, 504})
    void failuresThatMayPassAreNotKept(int status) {
        assertThat(isKept(status)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 404, 413, 422})
    void whatStaysIsKept(int status) {
        assertThat(isKept(status)).isTrue();
    }

    private static boolean isKept(int status) {
        Answers answers = new RecentAnswers(Duration.ofHours(1), 1_000_000, Clock.systemUTC());
        answers.begin(KEY, ONE, null);
        KeepAnswer keeper = new KeepAnswer(answers, new Repeats(answers, Duration.ZERO, Runnable::run, TIMER), KEY);
        keeper.keep(new WholeAnswer(status, "application/json", Map.of(), Buffer.buffer()));
        keeper.end();
        return answers.begin(KEY, ONE, null) != null;
    }
}
