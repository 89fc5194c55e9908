package dev.llmrouter.tenant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.llmrouter.wire.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The table {@code virtual_key}. Every change counts its version up in the same transaction, so none is overlooked. */
final class KeyTable {

    private static final String COLUMNS =
            "name, tenant, user_name, user_groups, models, terms, created_at, expires_at, revoked_at, id, salt, hash, old_id,"
                    + " old_salt, old_hash, old_until";
    private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};

    private final DataSource database;

    KeyTable(DataSource database) {
        this.database = database;
    }

    long version() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("select version from virtual_key_version");
                ResultSet rows = select.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    List<VirtualKey> all() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select " + COLUMNS + " from virtual_key order by name");
                ResultSet rows = select.executeQuery()) {
            List<VirtualKey> keys = new ArrayList<>();
            while (rows.next()) {
                keys.add(read(rows));
            }
            return keys;
        }
    }

    /** @throws SQLException of class 23 where the name is taken */
    void add(VirtualKey key) throws SQLException {
        change(
                "insert into virtual_key (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                key.name(),
                key.tenant(),
                key.user(),
                json(key.groups()),
                key.models() == null ? null : json(key.models()),
                key.terms(),
                time(key.created()),
                time(key.expires()),
                time(key.revoked()),
                key.current().id(),
                key.current().salt(),
                key.current().hash(),
                null,
                null,
                null,
                null);
    }

    /** {@return whether it was as it is known, and has another secret now} */
    boolean rotate(VirtualKey known, KeySecret next, Instant oldUntil) throws SQLException {
        return change(
                        "update virtual_key set old_id = id, old_salt = salt, old_hash = hash, old_until = ?, id = ?,"
                                + " salt = ?, hash = ? where name = ? and id = ? and revoked_at is null",
                        time(oldUntil),
                        next.id(),
                        next.salt(),
                        next.hash(),
                        known.name(),
                        known.current().id())
                > 0;
    }

    /** {@return whether it was not revoked before} */
    boolean revoke(String name, Instant now) throws SQLException {
        return change("update virtual_key set revoked_at = ? where name = ? and revoked_at is null", time(now), name)
                > 0;
    }

    private int change(String sql, @Nullable Object... values) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement change = connection.prepareStatement(sql);
                    PreparedStatement count =
                            connection.prepareStatement("update virtual_key_version set version = version + 1")) {
                for (int i = 0; i < values.length; i++) {
                    change.setObject(i + 1, values[i]);
                }
                // first, so that changes wait for each other and versions follow in their order
                count.executeUpdate();
                int changed = change.executeUpdate();
                connection.commit();
                return changed;
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static VirtualKey read(ResultSet row) throws SQLException {
        String oldId = row.getString("old_id");
        return new VirtualKey(
                row.getString("name"),
                row.getString("tenant"),
                row.getString("user_name"),
                strings(row.getString("user_groups")),
                row.getString("models") == null ? null : strings(row.getString("models")),
                row.getString("terms"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "expires_at"),
                instant(row, "revoked_at"),
                new KeySecret(row.getString("id"), row.getString("salt"), row.getString("hash")),
                oldId == null ? null : new KeySecret(oldId, row.getString("old_salt"), row.getString("old_hash")),
                instant(row, "old_until"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static String json(List<String> strings) {
        return Json.MAPPER.valueToTree(strings).toString();
    }

    private static List<String> strings(String json) throws SQLException {
        try {
            return Json.MAPPER.readValue(json, STRINGS);
        } catch (JsonProcessingException e) {
            throw new SQLException("a row of virtual_key holds no list where one belongs", e);
        }
    }
}
