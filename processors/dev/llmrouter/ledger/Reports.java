package dev.llmrouter.ledger;

import dev.llmrouter.call.RefusedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Asks the tables of the ledger for operators. Thread-safe. */
public final class Reports {

    private static final int RETRY_SECONDS = 5;

    private final @Nullable DataSource database;
    private final Supplier<@Nullable String> trouble;

    private Reports(@Nullable DataSource database, Supplier<@Nullable String> trouble) {
        this.database = database;
        this.trouble = trouble;
    }

    /** {@return those over a database; {@code trouble} is why it is down, null while it is up} */
    public static Reports of(DataSource database, Supplier<@Nullable String> trouble) {
        return new Reports(database, trouble);
    }

    /** {@return those of a router that keeps no ledger: whoever asks is told so} */
    public static Reports none() {
        return new Reports(null, () -> null);
    }

    interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    /**
     * {@return what the database answers} Takes its time.
     *
     * @throws RefusedException where no ledger is kept, or the database is down
     */
    <T> T ask(Question<T> question) {
        if (database == null) {
            throw new RefusedException(
                    404,
                    "No ledger is kept: that begins with a tenant under tenants, or with store.always: true.",
                    "no_ledger");
        }
        String why = trouble.get();
        if (why != null) {
            throw down(why);
        }
        try (Connection connection = database.getConnection()) {
            return question.ask(connection);
        } catch (SQLException e) {
            throw down(String.valueOf(e.getMessage()));
        }
    }

    private static RefusedException down(String why) {
        return new RefusedException(503, "The store of the ledger is down: " + why, "store_down", RETRY_SECONDS);
    }
}
