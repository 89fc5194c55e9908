package dev.llmrouter.budget;

import dev.llmrouter.call.Account;
import dev.llmrouter.call.Period;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The purses of this replica, one for each budget and window. Every second they are brought into line with the store: what
 * was spent is booked, and what is not needed is given back. Thread-safe.
 */
final class Purses {

    /** What is leased at a time, as a share of the budget, so that replicas seldom ask and seldom keep much from others. */
    private static final int LEASES = 100;

    /** A replica that has been silent for so long is gone. */
    private static final Duration GONE = Duration.ofMinutes(5);

    /** No call is as long as the longest window and this. */
    private static final Duration KEPT = Duration.ofDays(40);

    private static final Logger LOG = LoggerFactory.getLogger(Purses.class);

    private final BudgetTable table;
    private final Clock clock;
    private final Consumer<Purse> warn;
    private final Map<Key, Purse> current = new ConcurrentHashMap<>();
    private final List<Purse> past = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final LeftLeases left;
    private final BooleanSupplier isReplayed;
    private volatile @Nullable String trouble;
    private boolean isSettled;
    private Set<LeftLeases.Lease> told = Set.of();

    /**
     * None yet.
     *
     * @param isReplayed whether all is booked that earlier processes of this replica have left in their journal
     * @param warn told once for each window that a budget is nearly spent
     */
    Purses(BudgetTable table, LeftLeases left, BooleanSupplier isReplayed, Clock clock, Consumer<Purse> warn) {
        this.table = table;
        this.left = left;
        this.isReplayed = isReplayed;
        this.clock = clock;
        this.warn = warn;
    }

    /** {@return the purse of a budget in the window that is now} */
    Purse of(Budget budget) {
        long now = clock.millis();
        Purse known = current.get(Key.of(budget));
        return known != null && known.isAt(now)
                ? known
                : open(budget, budget.period().begin(Instant.ofEpochMilli(now)));
    }

    private record Key(Account account, Period period, boolean isHard) {
        static Key of(Budget budget) {
            return new Key(budget.account(), budget.period(), budget.isHard());
        }
    }

    private Purse open(Budget budget, Instant begin) {
        return current.compute(Key.of(budget), (key, known) -> {
            if (known != null && !known.begin().isBefore(begin)) {
                return known;
            }
            if (known != null) {
                past.add(known);
            }
            return new Purse(budget, begin);
        });
    }

    /**
     * {@return whether so much may be spent, which is then reserved} A budget that is not hard only counts.
     *
     * @throws dev.llmrouter.outcome.LlmException with status 503 where the store has to be asked and can't be
     */
    boolean reserve(Purse purse, long nanos) {
        return !purse.budget().isHard() || purse.reserve(nanos) || reserveMore(purse, nanos);
    }

    /** One after the other for one purse: the first lease is for all who wait. */
    private boolean reserveMore(Purse purse, long nanos) {
        synchronized (purse) {
            // again where others were faster, or where what was free has just been given back
            while (!purse.reserve(nanos)) {
                long leased = lease(purse, nanos);
                if (purse.addAndReserve(leased, nanos)) {
                    return true;
                }
                if (leased == 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private long lease(Purse purse, long nanos) {
        long need = nanos - Math.min(nanos, Math.max(0, purse.free()));
        long share = purse.budget().nanoUsd() / LEASES;
        try {
            long leased = table.lease(purse, Math.max(1, need), Math.max(need, share));
            trouble = null;
            return leased;
        } catch (SQLException e) {
            troubled(e);
            throw unavailable(purse).asException();
        }
    }

    private static Failure unavailable(Purse purse) {
        return new Failure(
                FailureClass.BUDGET,
                503,
                "The budget of " + purse.budget().account()
                        + " can't be looked at, since the router's database does not answer. Try again soon.",
                null,
                null,
                "store_unavailable",
                1);
    }

    /** Brings the store up to date. */
    synchronized void flush() {
        settleLeft();
        current.values().forEach(purse -> flush(purse, purse.budget().nanoUsd() / LEASES));
        past.stream().filter(Purse::hasChanged).forEach(purse -> flush(purse, 0));
        past.removeIf(purse -> purse.begin().isBefore(clock.instant().minus(KEPT)));
    }

    /** The same, and gives all leases back. */
    synchronized void close() {
        current.values().forEach(purse -> flush(purse, 0));
        past.forEach(purse -> flush(purse, 0));
    }

    private void settleLeft() {
        if (isSettled || !isReplayed.getAsBoolean()) {
            return;
        }
        try {
            long back = left.settleOwn();
            isSettled = true;
            if (back != 0) {
                LOG.info(
                        "leases of an earlier process of this router: {} US dollars of them were not spent",
                        back / Budget.NANOS);
            }
        } catch (SQLException e) {
            troubled(e);
        }
    }

    private void flush(Purse purse, long kept) {
        // what is on its way back is nowhere for a moment, in which nobody must look for more
        synchronized (purse) {
            book(purse, kept);
        }
        if (purse.isDue()) {
            warn.accept(purse);
        }
    }

    private void book(Purse purse, long kept) {
        long spent = purse.takeUnbooked();
        long givenBack = purse.budget().isHard() ? purse.takeBeyond(kept) : 0;
        try {
            purse.spent(table.book(purse, spent, givenBack));
            trouble = null;
        } catch (SQLException e) {
            purse.putUnbooked(spent);
            purse.add(givenBack);
            troubled(e);
        }
    }

    /** Says who is gone and still holds a part of a budget, once for each. */
    void tellGone() {
        try {
            Set<LeftLeases.Lease> gone =
                    Set.copyOf(left.silentSince(clock.instant().minus(GONE)));
            gone.stream()
                    .filter(lease -> !told.contains(lease))
                    .forEach(lease -> LOG.warn(
                            "the router {} is gone, and {} US dollars of the budget {} count as spent until it comes"
                                    + " back with its journal",
                            lease.holder().replica(),
                            lease.amount() / Budget.NANOS,
                            lease.budget()));
            told = gone;
        } catch (SQLException e) {
            troubled(e);
        }
    }

    private void troubled(SQLException e) {
        if (trouble == null) {
            LOG.warn("budgets can't be booked for now: SQL state {}", e.getSQLState());
        }
        trouble = "SQL state " + e.getSQLState();
    }

    /** {@return why the store could not be asked when it last was; null where it could} */
    @Nullable
    String trouble() {
        return trouble;
    }
}
