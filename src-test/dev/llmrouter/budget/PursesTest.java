package dev.llmrouter.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmrouter.call.Account;
import dev.llmrouter.call.Period;
import dev.llmrouter.outcome.LlmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PursesTest {

    private static final long CENT = 10_000_000;

    private final JdbcDataSource database = new JdbcDataSource();
    private final List<Purse> warned = new ArrayList<>();
    /** What the ledger knows, by account, replica and first attempt. */
    private final Map<String, Long> booked = new HashMap<>();

    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    /** What happens while somebody else looks at the clock, which is done for every lease. */
    private Runnable meanwhile = () -> {};

    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            Runnable once = meanwhile;
            meanwhile = () -> {};
            once.run();
            return now;
        }

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    };

    @BeforeEach
    void migrate() {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:META-INF/llm-router/db")
                .load()
                .migrate();
    }

    private Purses replica(String name) {
        return process(name, 1);
    }

    /** One of a replica, which makes attempts from that number on, with nothing left in its journal. */
    private Purses process(String name, long since) {
        return process(name, since, () -> true);
    }

    private Purses process(String name, long since, BooleanSupplier isReplayed) {
        Holder holder = new Holder(name, since);
        return new Purses(
                new BudgetTable(database, holder, clock),
                new LeftLeases(
                        new Transactions(database),
                        holder,
                        (connection, account, attempts) ->
                                booked.getOrDefault(account + "/" + attempts.replica() + "/" + attempts.from(), 0L)),
                isReplayed,
                clock,
                warned::add);
    }

    private static Budget budget(long cents, Period period, boolean isHard) {
        return new Budget(new Account(Account.Kind.TENANT, "acme"), cents * CENT, period, isHard, 0.8, null);
    }

    @Test
    void twoReplicasNeverSpendMoreThanThereIsHoweverManyCallsComeAtOnce() throws Exception {
        Budget budget = budget(100, Period.MONTH, true);
        List<Purses> replicas = List.of(replica("a"), replica("b"));
        AtomicLong spent = new AtomicLong();
        ExecutorService callers = Executors.newFixedThreadPool(16);
        try {
            List<Callable<Void>> calls = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                Purses own = replicas.get(i % 2);
                calls.add(() -> {
                    long most = ThreadLocalRandom.current().nextLong(CENT);
                    Purse purse = own.of(budget);
                    if (own.reserve(purse, most)) {
                        long cost = ThreadLocalRandom.current().nextLong(most + 1);
                        spent.addAndGet(cost);
                        purse.settle(most, cost);
                    }
                    return null;
                });
            }
            for (Future<Void> call : callers.invokeAll(calls)) {
                call.get();
            }
        } finally {
            callers.shutdownNow();
        }
        assertThat(spent.get()).isLessThanOrEqualTo(budget.nanoUsd()).isGreaterThan(budget.nanoUsd() * 9 / 10);
        replicas.forEach(Purses::flush);
        replicas.forEach(Purses::flush);
        assertThat(replicas.get(0).of(budget).spent()).isEqualTo(spent.get());
    }

    @Test
    void whatIsReservedAndNotSpentIsThereForOthers() {
        Budget budget = budget(10, Period.DAY, true);
        Purses one = replica("a");
        Purses other = replica("b");
        Purse purse = one.of(budget);
        assertThat(one.reserve(purse, 10 * CENT)).isTrue();
        assertThat(other.reserve(other.of(budget), CENT)).isFalse();
        purse.settle(10 * CENT, CENT);
        one.flush();
        assertThat(other.reserve(other.of(budget), 8 * CENT)).isTrue();
    }

    @Test
    void whoseShareIsTakenWhileItLeasesLeasesAgain() {
        Purses purses = replica("a");
        Purse purse = purses.of(budget(10, Period.MONTH, true));
        assertThat(purses.reserve(purse, CENT)).isTrue();
        purse.settle(CENT, 0);
        meanwhile = () -> assertThat(purse.reserve(CENT)).isTrue();
        assertThat(purses.reserve(purse, 3 * CENT)).isTrue();
    }

    @Test
    void everyWindowBeginsWithAllOfIt() {
        Budget budget = budget(10, Period.DAY, true);
        Purses purses = replica("a");
        Purse today = purses.of(budget);
        assertThat(purses.reserve(today, 10 * CENT)).isTrue();
        today.settle(10 * CENT, 10 * CENT);
        assertThat(purses.reserve(today, 1)).isFalse();
        now = Instant.parse("2026-11-22T00:00:00Z");
        assertThat(purses.reserve(purses.of(budget), 10 * CENT)).isTrue();
        purses.flush();
        assertThat(today.spent()).isEqualTo(10 * CENT);
    }

    @Test
    void aWarningIsGivenOnceAndOnceMoreWhenAllIsSpent() {
        Budget budget = budget(10, Period.MONTH, false);
        Purses purses = replica("a");
        Purse purse = purses.of(budget);
        purse.settle(7 * CENT, 7 * CENT);
        purses.flush();
        assertThat(warned).isEmpty();
        purse.settle(2 * CENT, 2 * CENT);
        purses.flush();
        purses.flush();
        assertThat(warned).hasSize(1);
        purse.settle(2 * CENT, 2 * CENT);
        purses.flush();
        purses.flush();
        assertThat(warned).hasSize(2);
    }

    @Test
    void whatAReplicaHoldsThatIsGoneCountsAsSpentUntilItIsBack() {
        Budget budget = budget(10, Period.MONTH, true);
        Purses gone = process("a", 1);
        Purse purse = gone.of(budget);
        assertThat(gone.reserve(purse, 4 * CENT)).isTrue();
        purse.settle(CENT, CENT);
        gone.flush();
        // booked by it is a cent; another one it has spent since then, and one more may have been
        booked.put("tenant:acme/a/1", 3 * CENT);
        now = now.plus(Duration.ofMinutes(6));
        Purses other = replica("b");
        other.flush();
        other.tellGone();
        assertThat(other.reserve(other.of(budget), 6 * CENT)).isTrue();
        assertThat(other.reserve(other.of(budget), 1)).isFalse();

        AtomicBoolean isReplayed = new AtomicBoolean();
        Purses back = process("a", 100, isReplayed::get);
        back.flush();
        assertThat(other.reserve(other.of(budget), 1)).isFalse();
        isReplayed.set(true);
        back.flush();
        assertThat(other.reserve(other.of(budget), CENT)).isTrue();
        assertThat(other.reserve(other.of(budget), 1)).isFalse();
        assertThat(back.of(budget).spent()).isZero();
        back.reserve(back.of(budget), 1);
        back.flush();
        assertThat(back.of(budget).spent()).isEqualTo(3 * CENT);
    }

    @Test
    void everyProcessOfAReplicaIsSettledByItsOwnAttempts() {
        Budget budget = budget(10, Period.MONTH, true);
        Purses first = process("a", 1);
        assertThat(first.reserve(first.of(budget), 4 * CENT)).isTrue();
        Purses second = process("a", 100, () -> false);
        assertThat(second.reserve(second.of(budget), 5 * CENT)).isTrue();
        booked.put("tenant:acme/a/1", 2 * CENT);
        booked.put("tenant:acme/a/100", CENT);
        Purses third = process("a", 200);
        third.flush();
        assertThat(third.reserve(third.of(budget), 7 * CENT)).isTrue();
        assertThat(third.reserve(third.of(budget), 1)).isFalse();
    }

    @Test
    void whoEndsInOrderKeepsNothing() {
        Budget budget = budget(10, Period.MONTH, true);
        Purses one = replica("a");
        assertThat(one.reserve(one.of(budget), CENT)).isTrue();
        one.of(budget).settle(CENT, CENT);
        one.close();
        Purses other = replica("b");
        assertThat(other.reserve(other.of(budget), 9 * CENT)).isTrue();
        assertThat(other.reserve(other.of(budget), 1)).isFalse();
    }

    @Test
    void whereTheDatabaseIsDownOnlyWhatIsLeasedIsSpent() {
        Budget budget = budget(100, Period.MONTH, true);
        Purses purses = replica("a");
        Purse purse = purses.of(budget);
        assertThat(purses.reserve(purse, CENT / 2)).isTrue();
        database.setURL("jdbc:h2:tcp://127.0.0.1:1/none");
        assertThat(purses.reserve(purse, CENT / 4)).isTrue();
        assertThatThrownBy(() -> purses.reserve(purse, 10 * CENT))
                .isInstanceOfSatisfying(LlmException.class, refused -> {
                    assertThat(refused.failure().status()).isEqualTo(503);
                    assertThat(refused.failure().code()).isEqualTo("store_unavailable");
                });
        assertThat(purses.trouble()).isNotNull();
    }
}
