package dev.llmrouter.tenant;

import dev.llmrouter.call.Identity;
import dev.llmrouter.call.NamePatterns;
import dev.llmrouter.call.NotAllowedException;
import dev.llmrouter.call.Permissions;
import dev.llmrouter.call.Wish;
import dev.llmrouter.catalog.Demand;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tenants that there are, by their names. Immutable. */
public final class Tenants {

    private final Map<String, Tenant> byName;

    /** Those. */
    public Tenants(Map<String, Tenant> byName) {
        this.byName = Map.copyOf(byName);
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    /**
     * {@return somebody of a tenant}
     *
     * @param key the name of the key that was shown; null for something else
     * @param models that may be asked for with it; null for all that the tenant may
     * @param demands each must hold of every target that answers
     * @throws NotAllowedException where there is no such tenant
     */
    Holder holder(
            String tenant,
            @Nullable String user,
            List<String> groups,
            @Nullable String key,
            @Nullable List<String> models,
            List<Demand> demands) {
        Tenant found = byName.get(tenant);
        if (found == null) {
            throw NotAllowedException.tenant(tenant);
        }
        Identity identity = new Identity(found.organization(), tenant, user, groups, key);
        Permissions permissions = models == null
                ? found.permissions()
                : found.permissions().and(new Permissions(tenant, NamePatterns.of(models), List.of(), Wish.ALL));
        return new Holder(identity, permissions.demanding(demands), null);
    }
}
