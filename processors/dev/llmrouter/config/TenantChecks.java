package dev.llmrouter.config;

import dev.llmrouter.catalog.Secret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether every key leads to one tenant and is called by one name, and whether issuers name tenants that there are. */
final class TenantChecks {

    private static final KeyPath TENANTS = KeyPath.ROOT.key("tenants");

    private final Findings findings;
    private final Map<String, KeyPath> keys = new HashMap<>();
    private final Map<String, KeyPath> names = new HashMap<>();

    private TenantChecks(Findings findings) {
        this.findings = findings;
    }

    static void run(RouterConfig config, Findings findings) {
        TenantChecks checks = new TenantChecks(findings);
        config.tenants().forEach(checks::check);
        List<TokenEntry> issuers = config.issuers();
        for (int i = 0; i < issuers.size(); i++) {
            String tenant = issuers.get(i).tenant();
            if (tenant != null && !config.tenants().containsKey(tenant)) {
                findings.report(
                        KeyPath.ROOT.key("issuers").item(i).key("tenant"),
                        "unknown tenant; " + Hint.list(config.tenants().keySet()));
            }
        }
    }

    private void check(String tenant, TenantEntry entry) {
        for (int i = 0; i < entry.keys().size(); i++) {
            KeyPath at = TENANTS.key(tenant).key("keys").item(i);
            Secret key = entry.keys().get(i).key();
            KeyPath same = key.isSet() ? keys.putIfAbsent(key.reveal(), at) : null;
            if (same != null) {
                findings.report(at, "is the same key as " + same + "; every caller needs one of its own");
            }
            checkName(entry.keyName(tenant, i), at);
        }
    }

    private void checkName(String name, KeyPath at) {
        if (!NameChecks.WORD.matcher(name).matches()) {
            findings.report(at.key("name"), "a name here is made of letters, digits and . _ - only");
        }
        KeyPath same = names.putIfAbsent(name, at);
        if (same != null) {
            findings.report(at.key("name"), "is what " + same + " is called already");
        }
    }
}
