package dev.llmrouter.call;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/** What the ledger knows to have been spent, as far as journals are booked. Thread-safe. */
@FunctionalInterface
public interface BookedSpend {

    /**
     * Attempts of one process, which are numbered in the order in which they begin.
     *
     * @param replica that made them
     * @param from the number of the first
     * @param before larger than the number of the last
     * @param begun when the first that counts began, at the earliest
     */
    record Span(String replica, long from, long before, Instant begun) {}

    /**
     * {@return in billionths of US dollars, what those attempts have cost of the budgets of an account} Those of which
     * nobody knows how they ended count with all that was reserved for them.
     */
    long nanoUsd(Connection connection, Account account, Span attempts) throws SQLException;
}
