package dev.llmrouter.config;

import org.jspecify.annotations.Nullable;

/** Whether channels ask on behalf of tenants that there are. */
final class ChannelChecks {

    private static final KeyPath FILES = KeyPath.ROOT.key("channels").key("files");

    private ChannelChecks() {}

    static void run(RouterConfig config, Findings findings) {
        FilesEntry files = config.channels().files();
        if (files != null) {
            check(files.tenant(), FILES, config, findings);
        }
    }

    private static void check(@Nullable String tenant, KeyPath channel, RouterConfig config, Findings findings) {
        boolean isGuarded = !config.tenants().isEmpty() || !config.issuers().isEmpty();
        if (tenant != null && !config.tenants().containsKey(tenant)) {
            findings.report(
                    channel.key("tenant"),
                    "unknown tenant; " + Hint.list(config.tenants().keySet()));
        } else if (tenant == null && isGuarded) {
            findings.report(channel, "needs a tenant on whose account its calls are, such as tenant: NAME");
        }
    }
}
