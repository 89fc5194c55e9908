package dev.llmrouter.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * The tables of the ledger, as one replica writes them: entries, sums and how far its journal is booked in one
 * transaction, so that each is there once. Used by one thread.
 */
final class Books {

    private static final String PLACE = "SELECT place, oldest FROM ledger_place WHERE replica = ?";
    private static final String NEW_PLACE = "INSERT INTO ledger_place (place, oldest, replica) VALUES (?, ?, ?)";
    private static final String MOVE = "UPDATE ledger_place SET place = ?, oldest = ? WHERE replica = ?";
    private static final String OPEN =
            Row.SELECT + " WHERE attempt >= ? AND attempt < ? AND replica = ? AND outcome = '" + Entry.BEGUN + "'";

    private final DataSource database;
    private final String replica;
    /** Attempts that have begun and not ended, as the table has them. */
    private final TreeSet<Long> open = new TreeSet<>();

    Books(DataSource database, String replica) {
        this.database = database;
        this.replica = replica;
    }

    /** {@return how far the journal is booked; 0 where nothing is} To be asked first. */
    long place() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(PLACE)) {
            select.setString(1, replica);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return insertPlace(connection);
                }
                open.clear();
                open(connection, row.getLong("oldest"), Long.MAX_VALUE).forEach(entry -> open.add(entry.attempt()));
                return row.getLong("place");
            }
        }
    }

    private long insertPlace(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try (PreparedStatement insert = connection.prepareStatement(NEW_PLACE)) {
            insert.setLong(1, 0);
            insert.setLong(2, 0);
            insert.setString(3, replica);
            insert.executeUpdate();
        }
        return 0;
    }

    private List<Entry> open(Connection connection, long from, long to) throws SQLException {
        List<Entry> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(OPEN)) {
            select.setLong(1, from);
            select.setLong(2, to);
            select.setString(3, replica);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(Row.read(rows));
                }
            }
        }
        return found;
    }

    /** Books entries in their order, of which a later one of the same attempt counts, up to a place in the journal. */
    void book(Collection<Entry> entries, long place) throws SQLException {
        Map<Long, Entry> last = new LinkedHashMap<>();
        entries.forEach(entry -> last.put(entry.attempt(), entry));
        transaction(connection -> {
            write(connection, last.values(), place);
            return last.values();
        });
    }

    /** Those that began before a number and never ended are settled as what they were expected to cost; {@return how many} */
    int closeBefore(long number, Function<Entry, Entry> closed, long place) throws SQLException {
        if (open.isEmpty() || open.first() >= number) {
            return 0;
        }
        return transaction(connection -> {
                    List<Entry> left = open(connection, open.first(), number).stream()
                            .map(closed)
                            .toList();
                    write(connection, left, place);
                    return left;
                })
                .size();
    }

    private interface Work {
        Collection<Entry> on(Connection connection) throws SQLException;
    }

    private Collection<Entry> transaction(Work work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Collection<Entry> written = work.on(connection);
                connection.commit();
                note(open, written);
                return written;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static void note(Set<Long> open, Collection<Entry> written) {
        for (Entry entry : written) {
            if (entry.isSettled()) {
                open.remove(entry.attempt());
            } else {
                open.add(entry.attempt());
            }
        }
    }

    private void write(Connection connection, Collection<Entry> entries, long place) throws SQLException {
        DailySpend spend = new DailySpend();
        try (PreparedStatement insert = connection.prepareStatement(Row.INSERT);
                PreparedStatement update = connection.prepareStatement(Row.UPDATE)) {
            boolean inserts = false;
            boolean updates = false;
            for (Entry entry : entries) {
                if (open.contains(entry.attempt())) {
                    Row.update(update, entry, replica);
                    updates = true;
                } else {
                    Row.insert(insert, entry, replica);
                    inserts = true;
                }
                if (entry.isSettled()) {
                    spend.add(entry);
                }
            }
            if (inserts) {
                insert.executeBatch();
            }
            if (updates) {
                update.executeBatch();
            }
        }
        move(connection, entries, place);
        // last, since others wait for these rows until the end of the transaction
        spend.write(connection);
    }

    private void move(Connection connection, Collection<Entry> entries, long place) throws SQLException {
        TreeSet<Long> stillOpen = new TreeSet<>(open);
        note(stillOpen, entries);
        try (PreparedStatement update = connection.prepareStatement(MOVE)) {
            update.setLong(1, place);
            update.setLong(2, stillOpen.isEmpty() ? Long.MAX_VALUE : stillOpen.first());
            update.setString(3, replica);
            update.executeUpdate();
        }
    }
}
