package dev.llmrouter.budget;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** All or nothing, in the database that replicas share. Thread-safe. */
record Transactions(DataSource database) {

    /** What is done in one. */
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    <T> T in(Work<T> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T done = work.in(connection);
                connection.commit();
                return done;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }
}
