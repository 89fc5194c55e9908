package dev.llmrouter.ledger;

import dev.llmrouter.call.Account;
import dev.llmrouter.call.BookedSpend;
import dev.llmrouter.call.Purpose;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What the rows of the ledger say of a budget: a caller's prompts and the judges of their answers are paid from it. */
public final class BudgetSpend implements BookedSpend {

    private static final String SUM = "SELECT COALESCE(SUM(CASE WHEN outcome IN ('" + Entry.BEGUN + "', '"
            + Entry.UNKNOWN + "') AND reserved_nanos > cost_nanos THEN reserved_nanos ELSE cost_nanos END), 0)"
            + " FROM ledger WHERE replica = ? AND attempt >= ? AND attempt < ? AND purpose IN ('"
            + Purpose.CALL.word() + "', '" + Purpose.JUDGE.word() + "') AND ";

    @Override
    public long nanoUsd(Connection connection, Account account, Span attempts) throws SQLException {
        String name = account.name();
        int slash = name.indexOf('/');
        String of =
                switch (account.kind()) {
                    case ORGANIZATION -> "organization = ?";
                    case TENANT -> "tenant = ?";
                    case USER -> "tenant = ? AND user_name = ?";
                    case KEY -> "key_name = ?";
                };
        try (PreparedStatement select = connection.prepareStatement(SUM + of)) {
            select.setString(1, attempts.replica());
            select.setLong(
                    2, Math.max(attempts.from(), Numbers.first(attempts.begun().toEpochMilli())));
            select.setLong(3, attempts.before());
            if (account.kind() == Account.Kind.USER) {
                select.setString(4, name.substring(0, slash));
                select.setString(5, name.substring(slash + 1));
            } else {
                select.setString(4, name);
            }
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }
}
