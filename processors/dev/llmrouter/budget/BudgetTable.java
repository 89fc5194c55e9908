package dev.llmrouter.budget;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import javax.sql.DataSource;

/**
 * What all replicas know of budgets, in the shared database. What is spent and what is leased are together never more than
 * a budget: that is one conditional update, so no replica has to trust another. Thread-safe.
 */
final class BudgetTable {

    private static final String WINDOW = " where budget = ? and window_start = ?";

    private final DataSource database;
    private final Transactions transactions;
    private final String holder;
    private final InstantSource clock;

    /** What {@code holder} spends and leases. */
    BudgetTable(DataSource database, Holder holder, InstantSource clock) {
        this.database = database;
        this.transactions = new Transactions(database);
        this.holder = holder.toString();
        this.clock = clock;
    }

    /**
     * {@return how much more this replica may spend: {@code want}, or else {@code need}, or nothing}
     *
     * @throws SQLException where the database can't be asked
     */
    long lease(Purse purse, long need, long want) throws SQLException {
        return transactions.in(connection -> {
            ensure(connection, purse);
            long granted = tryLease(connection, purse, want) ? want : tryLease(connection, purse, need) ? need : 0;
            if (granted > 0) {
                addLease(connection, purse, granted, 0);
            }
            return granted;
        });
    }

    private static boolean tryLease(Connection connection, Purse purse, long nanos) throws SQLException {
        long most = purse.budget().nanoUsd() - nanos;
        return update(
                        connection,
                        "update budget_window set leased = leased + ?" + WINDOW + " and spent + leased <= ?",
                        nanos,
                        purse,
                        most)
                > 0;
    }

    /**
     * Books what was spent out of the leases, and gives leases back. Either may be nothing.
     *
     * @return what all replicas have spent in that window
     */
    long book(Purse purse, long spent, long givenBack) throws SQLException {
        return transactions.in(connection -> {
            ensure(connection, purse);
            long out = purse.budget().isHard() ? spent + givenBack : 0;
            try (PreparedStatement update = connection.prepareStatement(
                    "update budget_window set spent = spent + ?, leased = leased - ?" + WINDOW)) {
                update.setLong(1, spent);
                update.setLong(2, out);
                window(update, 3, purse);
                update.executeUpdate();
            }
            if (purse.budget().isHard()) {
                addLease(connection, purse, -out, spent);
            }
            return spent(connection, purse);
        });
    }

    private static long spent(Connection connection, Purse purse) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select spent from budget_window" + WINDOW)) {
            window(select, 1, purse);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private void addLease(Connection connection, Purse purse, long nanos, long spent) throws SQLException {
        Timestamp now = Timestamp.from(clock.instant());
        try (PreparedStatement update = connection.prepareStatement(
                "update budget_lease set amount = amount + ?, booked = booked + ?, renewed_at = ?" + WINDOW
                        + " and replica = ?")) {
            update.setLong(1, nanos);
            update.setLong(2, spent);
            update.setTimestamp(3, now);
            window(update, 4, purse);
            update.setString(6, holder);
            if (update.executeUpdate() > 0) {
                return;
            }
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into budget_lease (amount, booked, renewed_at, budget, window_start,"
                        + " replica) values (?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, nanos);
            insert.setLong(2, spent);
            insert.setTimestamp(3, now);
            window(insert, 4, purse);
            insert.setString(6, holder);
            insert.executeUpdate();
        }
    }

    /** In a transaction of its own, since two replicas may come at once and a failed insert ends a transaction. */
    private void ensure(Connection connection, Purse purse) throws SQLException {
        if (exists(connection, purse)) {
            return;
        }
        try (Connection own = database.getConnection();
                PreparedStatement insert = own.prepareStatement(
                        "insert into budget_window (budget, window_start, spent, leased) values (?, ?, 0, 0)")) {
            own.setAutoCommit(true);
            window(insert, 1, purse);
            insert.executeUpdate();
        } catch (SQLException e) {
            if (!exists(connection, purse)) {
                throw e;
            }
        }
    }

    private static boolean exists(Connection connection, Purse purse) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select 1 from budget_window" + WINDOW)) {
            window(select, 1, purse);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    private static int update(Connection connection, String sql, long nanos, Purse purse, long most)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setLong(1, nanos);
            window(update, 2, purse);
            update.setLong(4, most);
            return update.executeUpdate();
        }
    }

    private static void window(PreparedStatement statement, int at, Purse purse) throws SQLException {
        statement.setString(at, purse.budget().id());
        statement.setTimestamp(at + 1, Timestamp.from(purse.begin()));
    }
}
