package dev.llmrouter.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.call.WholeAnswer;
import dev.llmrouter.fixture.Postgres;
import dev.llmrouter.idempotency.Answers.Known;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
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
            statement.execute(Files.readString(Path.of("processors/META-INF/llm-router/db/V4__idempotency.sql")));
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<Answers> both() {
        return Stream.of(
                new RecentAnswers(Duration.ofHours(1), 1_000_000, Clock.systemUTC()),
                new StoredAnswers(database(), Duration.ofHours(1), Clock.systemUTC()));
    }

    @ParameterizedTest
    @MethodSource("both")
    void whatWasAnsweredIsKnown(Answers answers) {
        assertThat(answers.begin(KEY, ONE)).isNull();
        assertThat(answers.begin(KEY, ONE)).isEqualTo(new Known(ONE, null));
        answers.keep(KEY, ANSWER);
        answers.forget(KEY);
        assertThat(answers.begin(KEY, ONE)).isEqualTo(new Known(ONE, ANSWER));
        assertThat(answers.begin("o".repeat(64), ONE)).isNull();
    }

    @ParameterizedTest
    @MethodSource("both")
    void whatHadNoAnswerBeginsAgain(Answers answers) {
        assertThat(answers.begin(KEY, ONE)).isNull();
        answers.forget(KEY);
        assertThat(answers.begin(KEY, ONE)).isNull();
    }

    @ParameterizedTest
    @MethodSource("both")
    void ofManyAtOnceOneBegins(Answers answers) {
        AtomicInteger begun = new AtomicInteger();
        IntStream.range(0, 64).parallel().forEach(i -> {
            if (answers.begin(KEY, ONE) == null) {
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
        assertThat(here.begin(KEY, ONE)).isNull();
        here.keep(KEY, ANSWER);
        assertThat(there.begin(KEY, ONE)).isEqualTo(new Known(ONE, ANSWER));
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
        assertThat(today.begin(KEY, ONE)).isNull();
        today.keep(KEY, ANSWER);
        Instant later = now.plus(Duration.ofHours(24));
        assertThat(new StoredAnswers(database, Duration.ofHours(24), Clock.fixed(later, ZoneOffset.UTC))
                        .begin(KEY, ONE))
                .isNotNull();
        assertThat(new StoredAnswers(database, Duration.ofHours(24), Clock.fixed(later.plusMillis(1), ZoneOffset.UTC))
                        .begin(KEY, ONE))
                .isNull();
    }

    @Test
    void withoutTheDatabaseRequestsAreMadeAllTheSame() {
        JdbcDataSource none = new JdbcDataSource();
        none.setUrl("jdbc:h2:mem:none;IFEXISTS=TRUE");
        Answers answers = new StoredAnswers(none, Duration.ofHours(1), Clock.systemUTC());
        assertThat(answers.begin(KEY, ONE)).isNull();
        answers.keep(KEY, ANSWER);
        answers.forget(KEY);
        assertThat(answers.begin(KEY, ONE)).isNull();
    }

    @Test
    void memoryIsBoundedAndWhatIsGoingOnStays() {
        Answers answers = new RecentAnswers(Duration.ofHours(1), 10_000, Clock.systemUTC());
        assertThat(answers.begin("going on", ONE)).isNull();
        for (int i = 0; i < 1000; i++) {
            answers.begin("k" + i, ONE);
            answers.keep("k" + i, ANSWER);
        }
        List<Known> left = IntStream.range(0, 1000)
                .mapToObj(i -> answers.begin("k" + i, ONE))
                .filter(known -> known != null && known.answer() != null)
                .toList();
        assertThat(left).hasSizeLessThan(50);
        assertThat(answers.begin("going on", ONE)).isNotNull();
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
        answers.begin(KEY, ONE);
        KeepAnswer keeper = new KeepAnswer(answers, new Repeats(answers, Duration.ZERO, Runnable::run, TIMER), KEY);
        keeper.keep(new WholeAnswer(status, "application/json", Map.of(), Buffer.buffer()));
        keeper.end();
        return answers.begin(KEY, ONE) != null;
    }
}
