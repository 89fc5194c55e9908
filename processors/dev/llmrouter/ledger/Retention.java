package dev.llmrouter.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import javax.sql.DataSource;

/** Deletes attempts that are older than they are kept, a few at a time, so that nobody waits for it. Used by one thread. */
final class Retention {

    private static final int AT_ONCE = 1000;
    private static final long EVERY_MILLIS = Duration.ofHours(1).toMillis();

    private static final String DELETE = "DELETE FROM ledger WHERE attempt <= (SELECT MAX(attempt) FROM (SELECT attempt"
            + " FROM ledger WHERE attempt < ? ORDER BY attempt FETCH FIRST " + AT_ONCE + " ROWS ONLY) old)";

    private final DataSource database;
    private final Duration keep;
    private final InstantSource clock;
    private long nextMillis;

    Retention(DataSource database, Duration keep, InstantSource clock) {
        this.database = database;
        this.keep = keep;
        this.clock = clock;
    }

    /** Deletes some, where it is time; the rest at the next times that it is asked. */
    void step() throws SQLException {
        long now = clock.millis();
        if (now < nextMillis) {
            return;
        }
        if (delete(Numbers.first(Math.max(0, now - keep.toMillis()))) < AT_ONCE) {
            nextMillis = now + EVERY_MILLIS;
        }
    }

    private int delete(long before) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setLong(1, before);
            return delete.executeUpdate();
        }
    }
}
