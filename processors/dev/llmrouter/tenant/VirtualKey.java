package dev.llmrouter.tenant;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key that was made over the admin API, as the database has it. Holds no key.
 *
 * @param name unique, also among those that are revoked
 * @param models that may be asked for with it; null for all that the tenant may
 * @param terms what else holds of calls with it, in JSON as it was written
 * @param expires when it is no longer taken; null for never
 * @param revoked since when it is not taken any more; null where it is
 * @param old the one before the last rotation; null where there is none
 * @param oldUntil how long that works on
 */
record VirtualKey(
        String name,
        String tenant,
        @Nullable String user,
        List<String> groups,
        @Nullable List<String> models,
        String terms,
        Instant created,
        @Nullable Instant expires,
        @Nullable Instant revoked,
        KeySecret current,
        @Nullable KeySecret old,
        @Nullable Instant oldUntil) {

    VirtualKey {
        groups = List.copyOf(groups);
        models = models == null ? null : List.copyOf(models);
    }

    /** {@return until when one of its two secrets is taken; null for ever} */
    @Nullable
    Instant until(KeySecret secret) {
        if (secret.equals(current) || oldUntil == null) {
            return expires;
        }
        return expires == null || oldUntil.isBefore(expires) ? oldUntil : expires;
    }
}
