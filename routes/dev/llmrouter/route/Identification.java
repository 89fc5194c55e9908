package dev.llmrouter.route;

import dev.llmrouter.call.Permissions;
import dev.llmrouter.config.KeyEntry;
import dev.llmrouter.config.OrganizationEntry;
import dev.llmrouter.config.ParameterEntry;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.config.TenantEntry;
import dev.llmrouter.config.TokenEntry;
import dev.llmrouter.tenant.CheckParameters;
import dev.llmrouter.tenant.ConfiguredKey;
import dev.llmrouter.tenant.Gate;
import dev.llmrouter.tenant.ParameterLimits;
import dev.llmrouter.tenant.Tenant;
import dev.llmrouter.tenant.Tenants;
import dev.llmrouter.tenant.TrustedIssuer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Binds what finds out who asks, as it is configured. */
final class Identification {

    /** How long another replica may take to know of a key that was made or revoked. */
    private static final int UPKEEP_SECONDS = 1;

    private Identification() {}

    /** {@code database} is null where virtual keys can't be kept. */
    static Gate bind(CamelContext camel, RouterConfig config, @Nullable DataSource database, Clock clock) {
        Gate gate = new Gate(
                tenants(config),
                keys(config),
                issuers(config),
                database,
                MadeTerms.reader(config, Providers.kinds(camel).names()),
                clock);
        Map.<String, Processor>of(
                        "identify", gate.identify(),
                        "checkParameters", new CheckParameters(parameters(config)),
                        "auditRefusal", gate.audit(),
                        "commandKeys", gate.commandKeys(),
                        "reloadTenantKeys", gate.reloadKeys())
                .forEach((name, step) -> camel.getRegistry().bind(name, Processor.class, step));
        List<Runnable> upkeep = gate.upkeep();
        if (!upkeep.isEmpty()) {
            ScheduledExecutorService thread =
                    camel.getExecutorServiceManager().newSingleThreadScheduledExecutor(gate, "llm-router-identity");
            for (Runnable task : upkeep) {
                var unused = thread.scheduleWithFixedDelay(task, UPKEEP_SECONDS, UPKEEP_SECONDS, TimeUnit.SECONDS);
            }
        }
        return gate;
    }

    private static Tenants tenants(RouterConfig config) {
        Map<String, Tenant> tenants = new HashMap<>();
        config.tenants().forEach((name, entry) -> {
            String organization = entry.organization();
            OrganizationEntry all =
                    organization == null ? null : config.organizations().get(organization);
            Permissions own = entry.permissions(name);
            tenants.put(name, new Tenant(organization, all == null ? own : own.and(all.permissions())));
        });
        return new Tenants(tenants);
    }

    private static List<ConfiguredKey> keys(RouterConfig config) {
        List<ConfiguredKey> keys = new ArrayList<>();
        config.tenants().forEach((tenant, entry) -> {
            for (int i = 0; i < entry.keys().size(); i++) {
                keys.add(key(tenant, entry, i));
            }
        });
        return keys;
    }

    private static ConfiguredKey key(String tenant, TenantEntry entry, int index) {
        KeyEntry key = entry.keys().get(index);
        return new ConfiguredKey(
                key.key(),
                entry.keyName(tenant, index),
                tenant,
                key.user(),
                key.groups(),
                key.expires(),
                key.models(),
                key.terms().demands());
    }

    private static List<TrustedIssuer> issuers(RouterConfig config) {
        return config.issuers().stream().map(Identification::issuer).toList();
    }

    private static TrustedIssuer issuer(TokenEntry entry) {
        return new TrustedIssuer(
                entry.issuer(),
                entry.jwks(),
                entry.audience(),
                entry.tenant(),
                entry.tenantClaim(),
                entry.userClaim(),
                entry.groupsClaim(),
                entry.algorithms());
    }

    private static Map<String, ParameterLimits> parameters(RouterConfig config) {
        Map<String, ParameterLimits> limits = new HashMap<>();
        config.tenants().forEach((name, entry) -> {
            ParameterEntry parameters = entry.parameters();
            if (parameters != null) {
                limits.put(name, new ParameterLimits(parameters.most(), parameters.deny()));
            }
        });
        return limits;
    }
}
