package dev.llmrouter.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.llmrouter.catalog.Secret;
import dev.llmrouter.fixture.CapturedLog;
import dev.llmrouter.fixture.Postgres;
import dev.llmrouter.fixture.WithoutJars;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreTest {

    private static final String PASSWORD = "never-shown";

    @TempDir
    private Path folder = Path.of(".");

    private static int tables(Store store) throws SQLException {
        try (Connection connection = store.dataSource().getConnection();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT COUNT(*) FROM information_schema.tables WHERE UPPER(table_name) IN"
                                + " ('LEDGER', 'SPEND_DAILY')")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void anEmptyDatabaseGetsItsTablesAndAKnownOneKeepsThem() throws SQLException {
        for (int start = 0; start < 2; start++) {
            try (Store store = Store.open(Database.in(folder))) {
                await().until(store::isUp);
                assertThat(store.trouble()).isNull();
                assertThat(tables(store)).isEqualTo(2);
            }
        }
    }

    @Test
    void whoAsksWhileItIsBeingOpenedIsToldWhatCameOfIt() throws Exception {
        try (Store other = Store.open(Database.inMemory("slow-" + UUID.randomUUID()))) {
            // two that make the same tables at once get into each other's way
            await().until(other::isUp);
            CountDownLatch opens = new CountDownLatch(1);
            DataSource slow = (DataSource) Proxy.newProxyInstance(
                    StoreTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                        opens.await();
                        return method.invoke(other.dataSource(), arguments);
                    });
            try (Store store = Store.of(slow)) {
                assertThat(store.trouble()).contains("being opened");
                CompletableFuture<Optional<String>> told =
                        CompletableFuture.supplyAsync(() -> Optional.ofNullable(store.troubleOnceOpened()));
                assertThat(told).isNotDone();
                opens.countDown();
                assertThat(told.get(10, TimeUnit.SECONDS)).isEmpty();
            }
        }
    }

    private static void assertAllOpen(List<Database> seen) {
        List<Store> replicas = seen.stream().map(Store::open).toList();
        try {
            assertThat(replicas).extracting(Store::troubleOnceOpened).containsOnlyNulls();
        } finally {
            replicas.forEach(Store::close);
        }
    }

    @RepeatedTest(5)
    void replicasThatBeginAtOnceAllFindTheirTables() {
        assertAllOpen(Collections.nCopies(6, Database.inMemory("shared-" + UUID.randomUUID())));
    }

    /** Each has another address for it, as other processes may, so that only the database keeps them apart. */
    @Test
    void inPostgresTheyAreKeptApartByTheDatabaseAlsoWhereTablesOfOthersAre() throws SQLException {
        try (Postgres postgres = Postgres.start("replicas that begin at once")) {
            try (Connection connection = DriverManager.getConnection(postgres.url(), postgres.user(), "")) {
                connection.createStatement().execute("CREATE TABLE orders (id BIGINT)");
            }
            assertAllOpen(IntStream.range(0, 6)
                    .mapToObj(i -> new Database(postgres.url() + "?ApplicationName=" + i, postgres.user(), null))
                    .toList());
        }
    }

    @Test
    void aDatabaseOfAnApplicationKeepsWhatIsInIt() throws SQLException {
        String name = "application-" + UUID.randomUUID();
        try (Store application = Store.open(Database.inMemory(name))) {
            await().until(application::isUp);
            try (Connection connection = application.dataSource().getConnection()) {
                connection.createStatement().execute("CREATE TABLE orders (id BIGINT)");
            }
            try (Store store = Store.of(application.dataSource())) {
                await().until(store::isUp);
            }
            // whose it is closes it
            assertThat(tables(application)).isEqualTo(2);
        }
    }

    @Test
    void aDatabaseThatIsDownSaysWhyAndNeverItsPassword() {
        Database database = new Database(
                "jdbc:postgresql://127.0.0.1:1/llm?password=" + PASSWORD + "&user=u",
                "u",
                Secret.of(PASSWORD + "-too"));
        assertThat(database.toString()).isEqualTo("jdbc:postgresql://127.0.0.1:1/llm");
        try (CapturedLog log = CapturedLog.of("ROOT", Level.INFO);
                Store store = Store.open(database)) {
            await().atMost(30, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(store.trouble()).contains("refused"));
            assertThat(store.isUp()).isFalse();
            assertThat(store.trouble()).doesNotContain(PASSWORD);
            await().until(() -> log.atLeast(Level.WARN).stream().anyMatch(line -> line.contains("the store is down")));
            assertThat(log.atLeast(Level.INFO)).noneMatch(line -> line.contains(PASSWORD));
        }
    }

    @Test
    void closingAStoreThatIsDownTakesNoTimeToSpeakOf() {
        Store store = Store.open(new Database("jdbc:postgresql://127.0.0.1:1/llm", "u", null));
        long before = System.nanoTime();
        store.close();
        assertThat(System.nanoTime() - before).isLessThan(10_000_000_000L);
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:h2:mem:x, com.zaxxer., com.zaxxer:HikariCP",
        "jdbc:h2:mem:x, org.flywaydb., org.flywaydb:flyway-core",
        "jdbc:h2:mem:x, org.h2., com.h2database:h2",
        "jdbc:postgresql://db/llm, org.postgresql., org.postgresql:postgresql",
        "jdbc:postgresql://db/llm, org.flywaydb.database., org.flywaydb:flyway-database-postgresql",
    })
    void whatIsMissingIsNamed(String url, String jar, String coordinates) throws ReflectiveOperationException {
        Class<?> type = new WithoutJars(jar).loadClass("dev.llmrouter.store.Database");
        Object database = type.getConstructors()[0].newInstance(url, null, null);
        assertThat((Optional<?>) type.getMethod("missing").invoke(database))
                .hasValueSatisfying(why -> assertThat(why).asString().contains(coordinates));
    }
}
