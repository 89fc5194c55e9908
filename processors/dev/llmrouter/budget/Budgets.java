package dev.llmrouter.budget;

import dev.llmrouter.call.Account;
import dev.llmrouter.call.BookedSpend;
import dev.llmrouter.call.Identity;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What every account may spend. Thread-safe; who calls has no budget pays for a look-up. */
public final class Budgets {

    private final Function<Account, List<Budget>> configured;
    private final Purses purses;

    /**
     * Budgets.
     *
     * @param configured those of an account; none where it has none
     * @param database that all replicas share
     * @param holder tells this process apart from others, and which were before it
     * @param ledger tells what those have spent, once all is booked that they have left
     * @param isReplayed whether that is so
     * @param warn told in each window that a budget is nearly spent, and that it is
     */
    public Budgets(
            Function<Account, List<Budget>> configured,
            DataSource database,
            Holder holder,
            BookedSpend ledger,
            BooleanSupplier isReplayed,
            Clock clock,
            Consumer<Warning> warn) {
        this.configured = configured;
        this.purses = new Purses(
                new BudgetTable(database, holder, clock),
                new LeftLeases(new Transactions(database), holder, ledger),
                isReplayed,
                clock,
                purse -> warn.accept(new Warning(purse.budget(), purse.begin(), purse.spent())));
    }

    /**
     * A budget that is nearly spent, or is.
     *
     * @param begin of the window
     * @param spentNanoUsd what is known to be spent, in billionths of a US dollar
     */
    public record Warning(Budget budget, Instant begin, long spentNanoUsd) {

        /** {@return whether nothing is left} */
        public boolean isSpent() {
            return spentNanoUsd >= budget.nanoUsd();
        }
    }

    /** {@return the purses that a caller's calls are paid from; empty for none} */
    List<Purse> of(@Nullable Identity identity) {
        if (identity == null) {
            return List.of();
        }
        List<Purse> all = List.of();
        for (Account account : identity.accounts()) {
            List<Budget> own = configured.apply(account);
            if (!own.isEmpty()) {
                all = all.isEmpty() ? new ArrayList<>(own.size()) : all;
                for (Budget budget : own) {
                    all.add(purses.of(budget));
                }
            }
        }
        return all;
    }

    Purses purses() {
        return purses;
    }

    /** Brings the shared database up to date; to be called every second or so, never at once by two threads. */
    public void flush() {
        purses.flush();
    }

    /** Says in the log what replicas hold that are gone; to be called every minute or so. */
    public void tellGone() {
        purses.tellGone();
    }

    /** Brings the shared database up to date and gives all leases back; nothing is to be reserved any more. */
    public void close() {
        purses.close();
    }

    /** {@return why the database could not be asked when it last was; null where it could} */
    public @Nullable String trouble() {
        return purses.trouble();
    }
}
