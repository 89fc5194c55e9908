package dev.llmrouter.tenant;

import dev.llmrouter.call.NotAllowedException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The virtual keys, as they were when the database was read last. While that is down the known ones work on, and of one
 * that is not known nobody says that it is wrong. Thread-safe.
 */
final class VirtualKeys implements Credentials {

    private static final Logger LOG = LoggerFactory.getLogger(VirtualKeys.class);
    private static final long NEVER_READ = -1;

    /**
     * One of the secrets of a key.
     *
     * @param holder null where its tenant is no longer there, or nobody understands what was said of it
     */
    private record Entry(VirtualKey key, KeySecret secret, @Nullable Holder holder) {}

    /** {@code terms} are by the name of the key, those of them that are understood. */
    private record Known(
            long version, Map<String, VirtualKey> byName, Map<String, KeyTerms> terms, Map<String, Entry> byId) {}

    private final KeyTable table;
    private final Tenants tenants;
    private final KeyTerms.Reader reader;
    private final InstantSource clock;
    private volatile Known known = new Known(NEVER_READ, Map.of(), Map.of(), Map.of());
    private volatile boolean isReachable = true;

    VirtualKeys(KeyTable table, Tenants tenants, KeyTerms.Reader reader, InstantSource clock) {
        this.table = table;
        this.tenants = tenants;
        this.reader = reader;
        this.clock = clock;
    }

    /** Reads what has changed; may wait for the database. What was known stays where that fails. */
    synchronized void refresh() {
        boolean wasRead = known.version() != NEVER_READ;
        try {
            read();
            if (!isReachable && wasRead) {
                LOG.info("the database of the virtual keys answers again");
            }
            isReachable = true;
        } catch (SQLException e) {
            // before the first time the store says itself whether it is up
            if (isReachable && known.version() != NEVER_READ) {
                LOG.warn("the virtual keys can't be read, those that are known work on: SQL state {}", e.getSQLState());
            }
            isReachable = false;
        }
    }

    private void read() throws SQLException {
        long version = table.version();
        if (version == known.version()) {
            return;
        }
        Map<String, VirtualKey> byName = new LinkedHashMap<>();
        Map<String, KeyTerms> terms = new HashMap<>();
        Map<String, Entry> byId = new HashMap<>();
        for (VirtualKey key : table.all()) {
            byName.put(key.name(), key);
            KeyTerms own = terms(key);
            if (own != null) {
                terms.put(key.name(), own);
            }
            byId.put(key.current().id(), entry(key, key.current(), own));
            KeySecret old = key.old();
            if (old != null) {
                byId.put(old.id(), entry(key, old, own));
            }
        }
        known = new Known(version, byName, terms, byId);
    }

    private @Nullable KeyTerms terms(VirtualKey key) {
        VirtualKey before = known.byName().get(key.name());
        if (before != null && before.terms().equals(key.terms())) {
            return known.terms().get(key.name());
        }
        try {
            return reader.read(key.terms(), false);
        } catch (RuntimeException e) {
            LOG.warn("the virtual key '{}' is not taken, since what was said of it is not understood here", key.name());
            return null;
        }
    }

    private Entry entry(VirtualKey key, KeySecret secret, @Nullable KeyTerms terms) {
        if (terms == null || !tenants.has(key.tenant())) {
            return new Entry(key, secret, null);
        }
        Holder holder =
                tenants.holder(key.tenant(), key.user(), key.groups(), key.name(), key.models(), terms.demands());
        return new Entry(key, secret, holder.until(key.until(secret)));
    }

    @Override
    public @Nullable Holder holder(String shown, Fingerprint print) {
        int end = shown.startsWith(KeySecret.PREFIX) ? shown.indexOf('_', KeySecret.PREFIX.length()) : -1;
        if (end < 0) {
            return null;
        }
        Entry entry = known.byId().get(shown.substring(KeySecret.PREFIX.length(), end));
        if (entry == null) {
            return unknown();
        }
        if (!entry.secret().isOf(shown.substring(end + 1))) {
            return null;
        }
        return valid(entry);
    }

    @Override
    public @Nullable Holder named(String key) {
        VirtualKey found = known.byName().get(key);
        Entry entry = found == null ? null : known.byId().get(found.current().id());
        return entry == null ? null : valid(entry);
    }

    private @Nullable Holder unknown() {
        if (isReachable && known.version() != NEVER_READ) {
            return null;
        }
        throw Refused.notNow(
                "This key can't be checked while the router's database does not answer. Try again soon.",
                "keys_unavailable",
                2);
    }

    private Holder valid(Entry entry) {
        String name = entry.key().name();
        if (entry.key().revoked() != null) {
            throw Refused.key("The API key '" + name + "' was revoked.");
        }
        Holder holder = entry.holder();
        if (holder == null && !tenants.has(entry.key().tenant())) {
            throw NotAllowedException.tenant(entry.key().tenant());
        }
        if (holder == null) {
            throw Refused.notUnderstood(name);
        }
        if (holder.isOver(clock.instant())) {
            throw Refused.key(
                    entry.secret().equals(entry.key().current())
                            ? "The API key '" + name + "' has expired. Ask for another."
                            : "The API key '" + name + "' was replaced by another, which is to be used now.");
        }
        return holder;
    }

    /** {@return those that are known, revoked ones too, by their names} */
    List<VirtualKey> all() {
        return List.copyOf(known.byName().values());
    }

    @Nullable
    VirtualKey find(String name) {
        return known.byName().get(name);
    }

    @Nullable
    KeyTerms terms(String name) {
        return known.terms().get(name);
    }

    KeyTable table() {
        return table;
    }
}
