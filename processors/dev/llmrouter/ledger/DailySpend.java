package dev.llmrouter.ledger;

import dev.llmrouter.outcome.Usage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What some settled attempts add to the rows of {@code spend_daily}. Used by one thread. */
final class DailySpend {

    private static final List<String> SUMS =
            List.of("attempts", "estimated", "input", "cached", "cache_write", "output", "reasoning", "cost_nanos");

    private static final String UPDATE = "UPDATE spend_daily SET "
            + String.join(
                    ", ", SUMS.stream().map(sum -> sum + " = " + sum + " + ?").toList())
            + " WHERE id = ?";

    private static final String INSERT = "INSERT INTO spend_daily (" + String.join(", ", SUMS)
            + ", id, spent_on, purpose, organization, tenant, user_name, key_name, model, target, provider, operation, outcome)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private record Key(LocalDate day, List<String> names) {
        static Key of(Entry entry) {
            Entry.Payer payer = entry.payer();
            return new Key(
                    Instant.ofEpochMilli(entry.begunMillis())
                            .atZone(ZoneOffset.UTC)
                            .toLocalDate(),
                    List.of(
                            payer.purpose(),
                            or(payer.organization()),
                            or(payer.tenant()),
                            or(payer.user()),
                            or(payer.key()),
                            or(entry.model()),
                            entry.target().target(),
                            entry.target().provider(),
                            entry.target().operation(),
                            entry.outcome()));
        }

        private static String or(@Nullable String name) {
            return name == null ? "" : name;
        }

        /** Names may be longer than what an index takes. */
        String id() {
            try {
                MessageDigest sha = MessageDigest.getInstance("SHA-256");
                byte[] hash = sha.digest((day + "\0" + String.join("\0", names)).getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(hash, 0, 16);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class Sums {
        private final Key key;
        private final long[] sums = new long[SUMS.size()];

        Sums(Key key) {
            this.key = key;
        }

        void add(long... more) {
            Arrays.setAll(sums, i -> sums[i] + more[i]);
        }
    }

    /** In the order of their ids, so that replicas never wait for each other in a circle. */
    private final Map<String, Sums> byId = new TreeMap<>();

    private final Map<Key, Sums> byKey = new java.util.HashMap<>();

    void add(Entry entry) {
        Sums to = byKey.computeIfAbsent(Key.of(entry), key -> {
            Sums made = new Sums(key);
            byId.put(key.id(), made);
            return made;
        });
        Usage usage = entry.usage();
        to.add(
                1,
                usage.estimated() ? 1 : 0,
                usage.input(),
                usage.cached(),
                usage.cacheWrite(),
                usage.output(),
                usage.reasoning(),
                entry.costNanos());
    }

    void write(Connection connection) throws SQLException {
        if (byId.isEmpty()) {
            return;
        }
        List<Map.Entry<String, Sums>> all = List.copyOf(byId.entrySet());
        int[] found;
        try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
            for (Map.Entry<String, Sums> one : all) {
                int at = sums(update, one.getValue());
                update.setString(at, one.getKey());
                update.addBatch();
            }
            found = update.executeBatch();
        }
        List<Map.Entry<String, Sums>> fresh = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            if (found[i] == 0) {
                fresh.add(all.get(i));
            }
        }
        if (!fresh.isEmpty()) {
            insert(connection, fresh);
        }
    }

    private static void insert(Connection connection, List<Map.Entry<String, Sums>> fresh) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Map.Entry<String, Sums> one : fresh) {
                Key key = one.getValue().key;
                int at = sums(insert, one.getValue());
                insert.setString(at++, one.getKey());
                insert.setDate(at++, Date.valueOf(key.day()));
                for (String name : key.names()) {
                    insert.setString(at++, name);
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static int sums(PreparedStatement statement, Sums from) throws SQLException {
        int at = 1;
        for (long sum : from.sums) {
            statement.setLong(at++, sum);
        }
        return at;
    }
}
