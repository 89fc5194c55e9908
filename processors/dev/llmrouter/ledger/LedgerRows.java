package dev.llmrouter.ledger;

import io.vertx.core.buffer.Buffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The attempts that a query chooses, in their order, a page at a time; nothing is held between pages. Used by one thread at a time. */
final class LedgerRows {

    private static final int PAGE = 1000;

    private final Query query;
    private long lastAttempt = -1;
    private String lastReplica = "";
    private long left;
    private boolean isBegun;
    private boolean hasRows;
    private boolean isEnded;

    LedgerRows(Query query) {
        this.query = query;
        this.left = query.limit();
    }

    /** {@return the next rows as bytes, with what belongs before the first and behind the last; empty where none are left} */
    Buffer next(Connection connection) throws SQLException {
        if (isEnded) {
            return Buffer.buffer();
        }
        int most = (int) Math.min(PAGE, left);
        List<ExportedRow> rows = read(connection, most);
        left -= rows.size();
        isEnded = rows.size() < most || left == 0;
        StringBuilder text = new StringBuilder(isBegun ? "" : head());
        isBegun = true;
        rows.forEach(row -> text.append(text(row)));
        if (isEnded && query.format() == Query.Format.JSON) {
            text.append("]\n");
        }
        return Buffer.buffer(text.toString());
    }

    private String head() {
        return switch (query.format()) {
            case JSON -> "[";
            case CSV -> Csv.line(ExportedRow.NAMES);
            case JSONL -> "";
        };
    }

    private String text(ExportedRow row) {
        String between = hasRows ? ",\n" : "";
        hasRows = true;
        return switch (query.format()) {
            case JSON -> between + row.json();
            case CSV -> Csv.line(row.cells());
            case JSONL -> row.json() + "\n";
        };
    }

    private List<ExportedRow> read(Connection connection, int most) throws SQLException {
        String sql = Row.SELECT + " WHERE attempt >= ? AND (attempt > ? OR replica > ?)" + query.overAttempts()
                + " ORDER BY attempt, replica FETCH FIRST ? ROWS ONLY";
        List<ExportedRow> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, lastAttempt);
            select.setLong(2, lastAttempt);
            select.setString(3, lastReplica);
            select.setInt(query.fillAttempts(select, 4), most);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    ExportedRow row = new ExportedRow(rows.getString("replica"), Row.read(rows));
                    lastReplica = row.replica();
                    lastAttempt = row.entry().attempt();
                    found.add(row);
                }
            }
        }
        return found;
    }
}
