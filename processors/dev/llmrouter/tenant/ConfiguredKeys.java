package dev.llmrouter.tenant;

import dev.llmrouter.call.RefusedException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys that the configuration refers to. A reference to nothing is no key, and nobody can show it. Thread-safe. */
final class ConfiguredKeys implements Credentials {

    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredKeys.class);

    private final Fingerprints fingerprints;
    private final Tenants tenants;
    private final Clock clock;
    private volatile List<ConfiguredKey> keys;
    private volatile Map<Fingerprint, Holder> holders;

    ConfiguredKeys(List<ConfiguredKey> keys, Tenants tenants, Fingerprints fingerprints, Clock clock) {
        this.fingerprints = fingerprints;
        this.tenants = tenants;
        this.clock = clock;
        this.keys = keys;
        this.holders = holders(keys);
        unset(keys)
                .forEach(key -> LOG.warn(
                        "the key '{}' of the tenant '{}' is not there: {} is not set, so nobody can show it",
                        key.name(),
                        key.tenant(),
                        key.secret().origin()));
    }

    static List<ConfiguredKey> unset(List<ConfiguredKey> keys) {
        return keys.stream().filter(key -> !key.secret().isSet()).toList();
    }

    private Map<Fingerprint, Holder> holders(List<ConfiguredKey> all) {
        Map<Fingerprint, Holder> found = new HashMap<>();
        for (ConfiguredKey key : all) {
            Holder holder = key.secret().isSet()
                    ? found.put(fingerprints.of(key.secret().reveal()), holder(key))
                    : null;
            if (holder != null) {
                throw new RefusedException(
                        409,
                        "The key '" + key.name() + "' is now the same as '"
                                + holder.identity().key() + "'. Every key is one caller's; the keys stay as they were.",
                        "same_key");
            }
        }
        return found;
    }

    private Holder holder(ConfiguredKey key) {
        Instant until = key.expires() == null
                ? null
                : key.expires().plusDays(1).atStartOfDay(clock.getZone()).toInstant();
        return tenants.holder(key.tenant(), key.user(), key.groups(), key.name(), key.models(), key.demands())
                .until(until);
    }

    @Override
    public @Nullable Holder holder(String shown, Fingerprint print) {
        return valid(holders.get(print));
    }

    @Override
    public @Nullable Holder named(String key) {
        return valid(holders.values().stream()
                .filter(holder -> key.equals(holder.identity().key()))
                .findFirst()
                .orElse(null));
    }

    private @Nullable Holder valid(@Nullable Holder holder) {
        if (holder != null && holder.isOver(clock.instant())) {
            throw Refused.key(
                    "The API key '" + holder.identity().key() + "' has expired. Ask for another, or for more time.");
        }
        return holder;
    }

    /**
     * Looks up every reference again, and {@return the keys that are not there now} Calls that are let in already go on.
     *
     * @throws RefusedException where two keys are the same now; then all stay as they were
     */
    synchronized List<ConfiguredKey> reload() {
        List<ConfiguredKey> again =
                keys.stream().map(ConfiguredKey::lookedUpAgain).toList();
        holders = holders(again);
        keys = again;
        return unset(again);
    }

    int size() {
        return holders.size();
    }

    Set<String> names() {
        return keys.stream().map(ConfiguredKey::name).collect(Collectors.toSet());
    }
}
