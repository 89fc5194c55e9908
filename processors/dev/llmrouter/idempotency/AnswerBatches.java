package dev.llmrouter.idempotency;

import dev.llmrouter.call.WholeAnswer;
import dev.llmrouter.wire.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes answers into a database, all that come at one time in one transaction: whoever finds nobody writing writes for
 * all who wait. Thread-safe.
 */
final class AnswerBatches {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerBatches.class);

    /** One answer that somebody waits to have written. */
    private static final class Row {
        private final String key;
        private final String fingerprint;
        private final WholeAnswer answer;
        private final String headers;
        private final long expires;
        private volatile boolean isDone;

        private Row(String key, String fingerprint, WholeAnswer answer, String headers, long expires) {
            this.key = key;
            this.fingerprint = fingerprint;
            this.answer = answer;
            this.headers = headers;
            this.expires = expires;
        }
    }

    private final DataSource database;
    private final Queue<Row> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock writing = new ReentrantLock();

    AnswerBatches(DataSource database) {
        this.database = database;
    }

    /** Writes an answer in place of any other to its key; once this returns it is there, or the log says why not. */
    void put(String key, String fingerprint, WholeAnswer answer, long expires) {
        String headers = Json.MAPPER.valueToTree(answer.headers()).toString();
        if (!StoredAnswers.fits(answer, headers)) {
            return;
        }
        Row mine = new Row(key, fingerprint, answer, headers, expires);
        waiting.add(mine);
        writing.lock();
        try {
            if (!mine.isDone) {
                write();
            }
        } finally {
            writing.unlock();
        }
    }

    private void write() {
        List<Row> rows = new ArrayList<>();
        for (Row row = waiting.poll(); row != null; row = waiting.poll()) {
            rows.add(row);
        }
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            write(connection, rows);
            connection.commit();
        } catch (SQLException e) {
            LOG.warn("{} answers to requests with an Idempotency-Key were not kept: {}", rows.size(), e.getMessage());
        } finally {
            rows.forEach(row -> row.isDone = true);
        }
    }

    private static void write(Connection connection, List<Row> rows) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from llm_answer where id = ?");
                PreparedStatement insert = connection.prepareStatement(
                        "insert into llm_answer"
                                + " (id, fingerprint, expires, status, content_type, headers, body) values (?, ?, ?, ?, ?, ?, ?)")) {
            for (Row row : rows) {
                delete.setString(1, row.key);
                delete.addBatch();
                insert.setString(1, row.key);
                insert.setString(2, row.fingerprint);
                insert.setLong(3, row.expires);
                insert.setInt(4, row.answer.status());
                insert.setString(5, row.answer.contentType());
                insert.setString(6, row.headers);
                insert.setBytes(7, row.answer.body().getBytes());
                insert.addBatch();
            }
            delete.executeBatch();
            insert.executeBatch();
        }
    }
}
