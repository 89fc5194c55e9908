package dev.llmrouter.tenant;

import dev.llmrouter.catalog.Demand;
import dev.llmrouter.catalog.Secret;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key that the configuration refers to.
 *
 * @param name unique; not the key
 * @param user whose it is; null for nobody's in particular
 * @param expires the last day on which it is taken; null for any
 * @param models that may be asked for with it; null for all that the tenant may
 * @param demands each must hold of every target that answers
 */
public record ConfiguredKey(
        Secret secret,
        String name,
        String tenant,
        @Nullable String user,
        List<String> groups,
        @Nullable LocalDate expires,
        @Nullable List<String> models,
        List<Demand> demands) {

    ConfiguredKey lookedUpAgain() {
        return new ConfiguredKey(secret.lookedUpAgain(), name, tenant, user, groups, expires, models, demands);
    }
}
