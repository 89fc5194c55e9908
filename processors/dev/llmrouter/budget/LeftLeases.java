package dev.llmrouter.budget;

import dev.llmrouter.call.Account;
import dev.llmrouter.call.BookedSpend;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Leases of processes that ended without a word. What they spent of them stands in their journals, on their machines: so
 * all of it counts as spent until the router comes back that has the journal, and has booked it. Then the ledger tells,
 * and what was not spent goes back to the budget. A budget that must hold can't be freed by guessing. Thread-safe.
 */
final class LeftLeases {

    private final Transactions database;
    private final Holder own;
    private final BookedSpend ledger;

    LeftLeases(Transactions database, Holder own, BookedSpend ledger) {
        this.database = database;
        this.own = own;
        this.ledger = ledger;
    }

    /**
     * A lease of somebody else.
     *
     * @param booked what is known to be spent of it, and no longer in {@code amount}
     */
    record Lease(String budget, Instant begin, Holder holder, long amount, long booked) {

        Account account() {
            int colon = budget.indexOf(':');
            return new Account(
                    Account.Kind.valueOf(budget.substring(0, colon).toUpperCase(Locale.ROOT)),
                    budget.substring(colon + 1, budget.lastIndexOf('/')));
        }
    }

    /** {@return what others hold who have been silent since then} */
    List<Lease> silentSince(Instant moment) throws SQLException {
        return database.in(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("select budget, window_start, replica, amount, booked from budget_lease"
                            + " where renewed_at < ? and amount <> 0")) {
                select.setTimestamp(1, Timestamp.from(moment));
                return leases(select);
            }
        });
    }

    /**
     * Brings the leases of earlier processes of this replica to their end. To be called once their journal is booked.
     *
     * @return how much went back to budgets, in billionths of US dollars
     */
    long settleOwn() throws SQLException {
        return database.in(connection -> {
            List<Lease> left;
            try (PreparedStatement select = connection.prepareStatement(
                    "select budget, window_start, replica, amount, booked from budget_lease where replica like ?")) {
                select.setString(1, own.replica() + "/%");
                left = leases(select);
            }
            left.removeIf(lease -> lease.holder().since() >= own.since());
            // the last first: each ends where the next begins
            left.sort(Comparator.comparingLong((Lease lease) -> lease.holder().since())
                    .reversed());
            long back = 0;
            for (Lease lease : left) {
                back += settle(connection, lease, end(lease, left));
            }
            return back;
        });
    }

    private long end(Lease lease, List<Lease> all) {
        return all.stream()
                .filter(other ->
                        other.budget().equals(lease.budget()) && other.begin().equals(lease.begin()))
                .mapToLong(other -> other.holder().since())
                .filter(since -> since > lease.holder().since())
                .min()
                .orElse(own.since());
    }

    private long settle(Connection connection, Lease lease, long end) throws SQLException {
        BookedSpend.Span attempts =
                new BookedSpend.Span(own.replica(), lease.holder().since(), end, lease.begin());
        long spent = Math.max(0, ledger.nanoUsd(connection, lease.account(), attempts) - lease.booked());
        try (PreparedStatement update = connection.prepareStatement("update budget_window set spent = spent + ?,"
                + " leased = leased - ? where budget = ? and window_start = ?")) {
            update.setLong(1, spent);
            update.setLong(2, lease.amount());
            update.setString(3, lease.budget());
            update.setTimestamp(4, Timestamp.from(lease.begin()));
            update.executeUpdate();
        }
        try (PreparedStatement delete = connection.prepareStatement(
                "delete from budget_lease where budget = ? and window_start = ? and replica = ?")) {
            delete.setString(1, lease.budget());
            delete.setTimestamp(2, Timestamp.from(lease.begin()));
            delete.setString(3, lease.holder().toString());
            delete.executeUpdate();
        }
        return lease.amount() - spent;
    }

    private static List<Lease> leases(PreparedStatement select) throws SQLException {
        List<Lease> found = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.add(new Lease(
                        row.getString(1),
                        row.getTimestamp(2).toInstant(),
                        Holder.of(row.getString(3)),
                        row.getLong(4),
                        row.getLong(5)));
            }
        }
        return found;
    }
}
