package dev.llmrouter.ledger;

import dev.llmrouter.catalog.ExactPrice;
import dev.llmrouter.ledger.Entry.Asked;
import dev.llmrouter.ledger.Entry.Payer;
import dev.llmrouter.outcome.Usage;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An entry as a row of the table {@code ledger}, and back. */
final class Row {

    private static final List<String> OF_BEGIN = List.of(
            "attempt",
            "replica",
            "call_id",
            "purpose",
            "begun_at",
            "organization",
            "tenant",
            "user_name",
            "key_name",
            "group_names",
            "asked",
            "target",
            "provider",
            "provider_model",
            "operation",
            "stream",
            "tags",
            "reserved_nanos");

    private static final List<String> OF_END = List.of(
            "number",
            "model",
            "ended_at",
            "outcome",
            "input",
            "cached",
            "cache_write",
            "output",
            "reasoning",
            "estimated",
            "price_input",
            "price_cached",
            "price_cache_write",
            "price_output",
            "price_reasoning",
            "cost_nanos",
            "duration_micros",
            "first_micros");

    static final List<String> COLUMNS =
            Stream.concat(OF_BEGIN.stream(), OF_END.stream()).toList();

    static final String INSERT = "INSERT INTO ledger (" + String.join(", ", COLUMNS) + ") VALUES ("
            + String.join(", ", Collections.nCopies(COLUMNS.size(), "?")) + ")";

    static final String UPDATE =
            OF_END.stream().map(column -> column + " = ?").collect(Collectors.joining(", ", "UPDATE ledger SET ", ""))
                    + " WHERE attempt = ? AND replica = ?";

    static final String SELECT = "SELECT " + String.join(", ", COLUMNS) + " FROM ledger";

    private final PreparedStatement statement;
    private int at;

    private Row(PreparedStatement statement) {
        this.statement = statement;
    }

    static void insert(PreparedStatement statement, Entry entry, String replica) throws SQLException {
        Row row = new Row(statement);
        row.begin(entry, replica);
        row.end(entry);
        statement.addBatch();
    }

    static void update(PreparedStatement statement, Entry entry, String replica) throws SQLException {
        Row row = new Row(statement);
        row.end(entry);
        row.set(entry.attempt());
        row.set(replica);
        statement.addBatch();
    }

    private void begin(Entry entry, String replica) throws SQLException {
        Payer payer = entry.payer();
        Asked target = entry.target();
        set(entry.attempt());
        set(replica);
        set(entry.call());
        set(payer.purpose());
        time(entry.begunMillis());
        set(payer.organization());
        set(payer.tenant());
        set(payer.user());
        set(payer.key());
        set(payer.groups());
        set(entry.asked());
        set(target.target());
        set(target.provider());
        set(target.model());
        set(target.operation());
        statement.setBoolean(++at, target.stream());
        set(entry.tags());
        set(entry.reservedNanos());
    }

    private void end(Entry entry) throws SQLException {
        Usage usage = entry.usage();
        statement.setInt(++at, entry.number());
        set(entry.model());
        time(entry.endedMillis());
        set(entry.outcome());
        set(usage.input());
        set(usage.cached());
        set(usage.cacheWrite());
        set(usage.output());
        set(usage.reasoning());
        statement.setBoolean(++at, usage.estimated());
        price(entry.price());
        set(entry.costNanos());
        set(entry.durationMicros());
        set(entry.firstMicros());
    }

    private void price(@Nullable ExactPrice price) throws SQLException {
        if (price == null) {
            for (int i = 0; i < 5; i++) {
                statement.setNull(++at, Types.BIGINT);
            }
        } else {
            set(price.input());
            set(price.cachedInput());
            set(price.cacheWrite());
            set(price.output());
            set(price.reasoning());
        }
    }

    private void set(@Nullable String text) throws SQLException {
        statement.setString(++at, text);
    }

    private void set(long number) throws SQLException {
        statement.setLong(++at, number);
    }

    private void time(long millis) throws SQLException {
        if (millis == 0) {
            statement.setNull(++at, Types.TIMESTAMP_WITH_TIMEZONE);
        } else {
            statement.setObject(++at, OffsetDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC));
        }
    }

    /** {@return the entry of a row that {@link #SELECT} found} */
    static Entry read(ResultSet row) throws SQLException {
        OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
        long priceInput = row.getLong("price_input");
        ExactPrice price = row.wasNull()
                ? null
                : new ExactPrice(
                        priceInput,
                        row.getLong("price_cached"),
                        row.getLong("price_cache_write"),
                        row.getLong("price_output"),
                        row.getLong("price_reasoning"));
        return new Entry(
                row.getLong("attempt"),
                ended == null ? 0 : ended.toInstant().toEpochMilli(),
                row.getString("call_id"),
                row.getInt("number"),
                new Payer(
                        row.getString("purpose"),
                        row.getString("organization"),
                        row.getString("tenant"),
                        row.getString("user_name"),
                        row.getString("key_name"),
                        row.getString("group_names")),
                row.getString("asked"),
                row.getString("model"),
                new Asked(
                        row.getString("target"),
                        row.getString("provider"),
                        row.getString("provider_model"),
                        row.getString("operation"),
                        row.getBoolean("stream")),
                row.getString("outcome"),
                new Usage(
                        row.getLong("input"),
                        row.getLong("cached"),
                        row.getLong("cache_write"),
                        row.getLong("output"),
                        row.getLong("reasoning"),
                        row.getBoolean("estimated")),
                price,
                row.getLong("cost_nanos"),
                row.getLong("reserved_nanos"),
                row.getLong("duration_micros"),
                row.getLong("first_micros"),
                row.getString("tags"));
    }
}
