package dev.llmrouter.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.llmrouter.call.WholeAnswer;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers in a database that replicas share, in the table of {@code V4__idempotency.sql}. What is begun for a message
 * is begun anew where that is delivered again, unless it is going on here. While it can't be reached,
 * requests are made as if they had no key: an answer that may come twice is better than none. Thread-safe.
 */
public final class StoredAnswers implements Answers {

    private static final Logger LOG = LoggerFactory.getLogger(StoredAnswers.class);

    /** The first digits of what databases say of a key that is there already. */
    private static final String IS_THERE = "23";

    /** A replica that ended without a word is waited for no longer. */
    private static final Duration GOING_ON = Duration.ofMinutes(15);

    /** What every database can hold in one value. */
    private static final int LARGEST = 1_000_000;

    private static final int LONGEST_HEADERS = 8000;
    private static final int BEGINS_PER_TIDYING = 1000;

    private final DataSource database;
    private final Duration keep;
    private final Clock clock;
    private final AtomicInteger begins = new AtomicInteger();
    private final Set<String> begunHere = ConcurrentHashMap.newKeySet();

    /** Keeps answers for that time. */
    public StoredAnswers(DataSource database, Duration keep, Clock clock) {
        this.database = database;
        this.keep = keep;
        this.clock = clock;
    }

    @Override
    public @Nullable Known begin(String key, String fingerprint, @Nullable String holder) {
        try (Connection connection = database.getConnection()) {
            tidy(connection, key);
            Known known = insertOrFind(connection, key, fingerprint, holder);
            if (known == null || takesOver(connection, key, known, holder)) {
                begunHere.add(key);
                return null;
            }
            return known;
        } catch (SQLException e) {
            LOG.warn("requests are made without regard to their Idempotency-Key: {}", e.getMessage());
            return null;
        }
    }

    /** Who had begun may give up between the two statements. */
    private @Nullable Known insertOrFind(Connection connection, String key, String fingerprint, @Nullable String holder)
            throws SQLException {
        Known known = null;
        while (known == null && !insert(connection, key, fingerprint, holder)) {
            known = find(connection, key);
        }
        return known;
    }

    private void tidy(Connection connection, String key) throws SQLException {
        long now = clock.millis();
        if (begins.incrementAndGet() % BEGINS_PER_TIDYING == 0) {
            update(connection, "delete from llm_answer where expires < ?", now);
        } else {
            update(connection, "delete from llm_answer where id = ? and expires < ?", key, now);
        }
    }

    /** {@return whether what is going on was begun for the same holder in a process that has ended} */
    private boolean takesOver(Connection connection, String key, Known known, @Nullable String holder)
            throws SQLException {
        return holder != null
                && known.answer() == null
                && !begunHere.contains(key)
                && update(
                                connection,
                                "update llm_answer set expires = ? where id = ? and holder = ? and status is null",
                                clock.millis() + GOING_ON.toMillis(),
                                key,
                                holder)
                        == 1;
    }

    private boolean insert(Connection connection, String key, String fingerprint, @Nullable String holder)
            throws SQLException {
        try {
            long expires = clock.millis() + GOING_ON.toMillis();
            update(
                    connection,
                    "insert into llm_answer (id, fingerprint, expires, holder) values (?, ?, ?, ?)",
                    key,
                    fingerprint,
                    expires,
                    holder);
            return true;
        } catch (SQLException e) {
            if (e.getSQLState() != null && e.getSQLState().startsWith(IS_THERE)) {
                return false;
            }
            throw e;
        }
    }

    private static @Nullable Known find(Connection connection, String key) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "select fingerprint, status, content_type, headers, body" + " from llm_answer where id = ?")) {
            query.setString(1, key);
            try (ResultSet found = query.executeQuery()) {
                return found.next() ? new Known(found.getString(1), answer(found)) : null;
            }
        }
    }

    private static @Nullable WholeAnswer answer(ResultSet found) throws SQLException {
        int status = found.getInt(2);
        return status == 0
                ? null
                : new WholeAnswer(
                        status, found.getString(3), headers(found.getString(4)), Buffer.buffer(found.getBytes(5)));
    }

    private static Map<String, String> headers(String json) throws SQLException {
        try {
            return Json.MAPPER.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new SQLException("headers can't be read", e);
        }
    }

    @Override
    public void keep(String key, WholeAnswer answer) {
        String headers = Json.MAPPER.valueToTree(answer.headers()).toString();
        if (fits(answer, headers)) {
            change(
                    "update llm_answer set status = ?, content_type = ?, headers = ?, body = ?, expires = ? where id = ?",
                    answer.status(),
                    answer.contentType(),
                    headers,
                    answer.body().getBytes(),
                    clock.millis() + keep.toMillis(),
                    key);
        }
    }

    /** {@return whether the table has room for an answer with these headers} */
    private static boolean fits(WholeAnswer answer, String headers) {
        return answer.body().length() <= LARGEST && headers.length() <= LONGEST_HEADERS;
    }

    @Override
    public boolean areShared() {
        return true;
    }

    @Override
    public void forget(String key) {
        // where it could not be begun, what is there is another replica's
        if (begunHere.remove(key)) {
            change("delete from llm_answer where id = ? and status is null", key);
        }
    }

    private void change(String sql, Object... values) {
        try (Connection connection = database.getConnection()) {
            update(connection, sql, values);
        } catch (SQLException e) {
            LOG.warn("the answer to a request with an Idempotency-Key was not kept: {}", e.getMessage());
        }
    }

    private static int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
