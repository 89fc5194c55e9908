package dev.llmrouter.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.Postgres;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.store.Database;
import dev.llmrouter.store.Store;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** From the journal into the tables, on each of the databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LedgerWriterCases {

    private static final InstantSource CLOCK = InstantSource.system();
    private static final Duration KEEP = Duration.ofDays(400);

    private final @Nullable Postgres server;
    private final Store store;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LedgerMeters meters = new LedgerMeters(registry);
    private final Numbers numbers = new Numbers(CLOCK);

    @TempDir
    private Path folder = Path.of(".");

    private Path journalFolder = Path.of(".");
    private long firstNumber;

    LedgerWriterCases(Postgres server) {
        this(new Database(server.url(), server.user(), null), server);
    }

    LedgerWriterCases(Database database, @Nullable Postgres server) {
        this.server = server;
        this.store = Store.open(database);
        await().until(store::isUp);
    }

    @AfterAll
    void stop() {
        store.close();
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void newJournal() throws IOException {
        journalFolder = Files.createTempDirectory(folder, "journal");
    }

    @AfterEach
    void empty() throws SQLException {
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM ledger");
            statement.execute("DELETE FROM spend_daily");
        }
    }

    private long number(String sql) {
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void append(Journal journal, Entry entry) {
        assertThat(journal.append(EntryBytes.of(entry), !entry.isSettled())).isTrue();
    }

    /** What a process does that begins. */
    private Journal open(Path of) {
        firstNumber = numbers.next();
        return Journal.open(of);
    }

    private LedgerWriter writer(Journal journal, DataSource database) {
        LedgerWriter writer = new LedgerWriter(
                journal,
                new Books(database, journal.replica()),
                new Retention(database, KEEP, CLOCK),
                meters,
                CLOCK,
                firstNumber,
                () -> true,
                () -> {});
        writer.start();
        return writer;
    }

    /** What a writer does that is started and closed. */
    private void drain(Journal journal, DataSource database) {
        writer(journal, database).close();
    }

    @Test
    void anAttemptIsARowHoweverItWasBooked() throws SQLException {
        long apart;
        try (Journal journal = open(journalFolder)) {
            long together = numbers.next();
            long onlyTheEnd = numbers.next();
            apart = numbers.next();
            append(journal, Entries.begun(together));
            append(journal, Entries.settled(together));
            append(journal, Entries.begun(apart));
            append(journal, Entries.settled(onlyTheEnd));
            LedgerWriter writer = writer(journal, store.dataSource());
            await().until(() -> number("COUNT(*) FROM ledger") == 3);
            assertThat(number("COUNT(*) FROM ledger WHERE outcome = 'begun' AND ended_at IS NULL"))
                    .isEqualTo(1);
            assertThat(number("SUM(attempts) FROM spend_daily")).isEqualTo(2);
            append(journal, Entries.settled(apart));
            await().until(() -> number("COUNT(*) FROM ledger WHERE outcome = 'ok'") == 3);
            writer.close();
        }
        assertThat(number("COUNT(*) FROM ledger")).isEqualTo(3);
        assertThat(number("SUM(cost_nanos) FROM ledger")).isEqualTo(3 * Entries.COST);
        assertThat(number("SUM(cost_nanos) FROM spend_daily")).isEqualTo(3 * Entries.COST);
        assertThat(number("COUNT(*) FROM spend_daily")).isEqualTo(1);
        assertThat(number("COUNT(*) FROM spend_by_tenant WHERE tenant = 'acme' AND usd = 0.0000585"))
                .isEqualTo(1);
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(Row.SELECT + " WHERE attempt = " + apart)) {
            row.next();
            assertThat(Row.read(row)).isEqualTo(Entries.settled(apart));
        }
    }

    @Test
    void whatAnEarlierProcessBeganAndDidNotEndIsUnknownAtItsEstimatedCost() {
        try (Journal journal = open(journalFolder)) {
            long ended = numbers.next();
            long booked = numbers.next();
            long unbooked = numbers.next();
            append(journal, Entries.begun(ended));
            append(journal, Entries.begun(booked));
            drain(journal, store.dataSource());
            append(journal, Entries.settled(ended));
            append(journal, Entries.begun(unbooked));
            // killed
        }
        assertThat(number("COUNT(*) FROM ledger WHERE outcome = 'begun'")).isEqualTo(2);
        try (Journal journal = open(journalFolder)) {
            LedgerWriter writer = writer(journal, store.dataSource());
            long now = numbers.next();
            append(journal, Entries.begun(now));
            await().until(() -> number("COUNT(*) FROM ledger") == 4);
            writer.close();
        }
        assertThat(number("COUNT(*) FROM ledger WHERE outcome = 'ok'")).isEqualTo(1);
        assertThat(number("COUNT(*) FROM ledger WHERE outcome = 'unknown'")).isEqualTo(2);
        assertThat(number("COUNT(*) FROM ledger WHERE outcome = 'begun'")).isEqualTo(1);
        long estimate = Entries.begun(1).costNanos();
        assertThat(estimate).isPositive();
        assertThat(number("SUM(cost_nanos) FROM spend_daily")).isEqualTo(Entries.COST + 2 * estimate);
    }

    @Test
    void othersAttemptsAreTheirs() throws IOException {
        Path others = Files.createTempDirectory(folder, "others");
        try (Journal journal = open(others)) {
            append(journal, Entries.begun(numbers.next()));
            drain(journal, store.dataSource());
            try (Journal own = open(journalFolder)) {
                drain(own, store.dataSource());
            }
            assertThat(number("COUNT(*) FROM ledger WHERE outcome = 'begun'")).isEqualTo(1);
        }
    }

    /** Every so often a connection breaks, now before a commit has arrived and now after it. */
    private static DataSource breaking(DataSource real, AtomicInteger commits) {
        return proxy(DataSource.class, real, (name, result) -> {
            if (!name.equals("getConnection")) {
                return result;
            }
            Connection connection = (Connection) result;
            return proxy(Connection.class, connection, (of, done) -> {
                if (of.equals("commit") && commits.incrementAndGet() % 3 == 0) {
                    throw new SQLTransientConnectionException("the answer was lost", "08006");
                }
                if (of.equals("rollback") && commits.get() % 2 == 0) {
                    throw new SQLTransientConnectionException("gone", "08006");
                }
                return done;
            });
        });
    }

    private interface After {
        Object result(String name, Object result) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, T real, After after) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            try {
                return after.result(method.getName(), method.invoke(real, args));
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }));
    }

    @Test
    void aCommitWhoseAnswerWasLostBooksNothingTwice() {
        AtomicInteger commits = new AtomicInteger();
        int all = 40;
        try (Journal journal = open(journalFolder)) {
            LedgerWriter writer = writer(journal, breaking(store.dataSource(), commits));
            for (int i = 1; i <= all; i++) {
                long attempt = numbers.next();
                append(journal, Entries.begun(attempt));
                append(journal, Entries.settled(attempt));
                int sofar = i;
                if (i % 4 == 0) {
                    await().until(() -> number("COUNT(*) FROM ledger WHERE outcome = 'ok'") == sofar);
                }
            }
            writer.close();
        }
        assertThat(commits.get()).isGreaterThan(6);
        assertThat(number("COUNT(*) FROM ledger")).isEqualTo(all);
        assertThat(number("SUM(cost_nanos) FROM spend_daily")).isEqualTo(all * Entries.COST);
        assertThat(number("SUM(attempts) FROM spend_daily")).isEqualTo(all);
    }

    @Test
    void whatTheDatabaseDoesNotTakeKeepsNothingElseBack() {
        long first = numbers.next();
        long bad = numbers.next();
        long last = numbers.next();
        try (Journal journal = open(journalFolder)) {
            append(journal, Entries.settled(first));
            append(journal, Entries.entry(bad, Numbers.millis(bad), "x".repeat(100), Usage.NONE));
            append(journal, Entries.settled(last));
            LedgerWriter writer = writer(journal, store.dataSource());
            await().until(() -> number("COUNT(*) FROM ledger") == 2);
            writer.close();
        }
        assertThat(registry.get("llm.ledger.lost").counter().count()).isEqualTo(1);
    }

    @Test
    void oldAttemptsAreDeletedAndTheirSumsStay() throws SQLException {
        int all = 2500;
        AtomicBoolean isLater = new AtomicBoolean();
        InstantSource clock = () -> CLOCK.instant().plus(isLater.get() ? KEEP.plusDays(1) : Duration.ZERO);
        try (Journal journal = open(journalFolder)) {
            for (int i = 0; i < all; i++) {
                append(journal, Entries.settled(numbers.next()));
            }
            drain(journal, store.dataSource());
        }
        Retention retention = new Retention(store.dataSource(), KEEP, clock);
        retention.step();
        assertThat(number("COUNT(*) FROM ledger")).isEqualTo(all);
        isLater.set(true);
        retention.step();
        assertThat(number("COUNT(*) FROM ledger")).isEqualTo(1500);
        retention.step();
        retention.step();
        assertThat(number("COUNT(*) FROM ledger")).isZero();
        assertThat(number("SUM(attempts) FROM spend_daily")).isEqualTo(all);
    }
}
