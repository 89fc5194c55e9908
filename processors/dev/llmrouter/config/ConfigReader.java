package dev.llmrouter.config;

import dev.llmrouter.catalog.Demand;
import dev.llmrouter.fault.FaultRule;
import dev.llmrouter.key.ApiKey;
import dev.llmrouter.wire.RefusalRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads {@code config/router.yaml}: a configuration that can be used as it is, or every problem of the file at once.
 * Starts nothing and keeps nothing. {@code placeholders} is given each value as it is written, and resolves
 * {@code {{env:NAME}}} and the like; where such a reference resolves to a blank text, the key counts as absent,
 * and a secret as unset.
 */
public final class ConfigReader {

    private ConfigReader() {}

    /**
     * Reads a configuration.
     *
     * @param placeholders resolves the placeholders of one value; what it throws is a problem of that value
     * @param types the types of providers
     * @param policies the policies
     * @throws ConfigException with every problem
     */
    public static RouterConfig read(
            ConfigText text, Function<String, String> placeholders, Kinds types, Kinds policies) {
        Findings findings = new Findings(text.name());
        RouterConfig config = read(text.yaml(), findings, placeholders, types, policies);
        if (config == null || findings.count() > 0) {
            throw findings.exception();
        }
        return config;
    }

    /**
     * {@return what is wrong with a text that could be read, but whose policies can't be made}
     *
     * @param refusals why not, by the name of the model; a message begins with the option that it is about
     */
    public static ConfigException refused(
            ConfigText text,
            Function<String, String> placeholders,
            Kinds types,
            Kinds policies,
            Map<String, String> refusals) {
        // again, since only then anybody wants to know where everything stands
        Findings findings = new Findings(text.name());
        read(text.yaml(), findings, placeholders, types, policies);
        refusals.forEach(
                (model, message) -> findings.refuse(KeyPath.ROOT.key("models").key(model), message));
        return findings.exception();
    }

    /**
     * {@return what is wrong with a text that could be read, but one of whose channels can't be used}
     *
     * @param channel its name
     * @param refusal why not; begins with the key that it is about
     */
    public static ConfigException refusedChannel(
            ConfigText text,
            Function<String, String> placeholders,
            Kinds types,
            Kinds policies,
            String channel,
            String refusal) {
        Findings findings = new Findings(text.name());
        read(text.yaml(), findings, placeholders, types, policies);
        findings.refuse(KeyPath.ROOT.key("channels").key(channel), refusal);
        return findings.exception();
    }

    /**
     * {@return what is wrong with a text that could be read, but one of whose holds can't be used}
     *
     * @param index of the entry, from 0
     * @param refusal why not; begins with the key that it is about
     */
    public static ConfigException refusedHold(
            ConfigText text,
            Function<String, String> placeholders,
            Kinds types,
            Kinds policies,
            int index,
            String refusal) {
        Findings findings = new Findings(text.name());
        read(text.yaml(), findings, placeholders, types, policies);
        findings.refuse(KeyPath.ROOT.key("holds").item(index), refusal);
        return findings.exception();
    }

    /**
     * {@return the faults of a text that holds what may stand below {@code faults:}, in YAML or JSON}
     *
     * @throws ConfigException with every problem
     */
    public static Map<String, FaultRule> faults(String text) {
        Findings findings = new Findings("faults");
        RecordBinder binder = new RecordBinder(findings, new Scalars(findings, written -> written));
        Map<String, FaultRule> faults = new LinkedHashMap<>();
        YamlDocument.compose(text, findings).ifPresent(root -> {
            findings.place(KeyPath.ROOT, root);
            FaultEntries all = binder.record(FaultEntries.class, Map.of("faults", root), KeyPath.ROOT, Set.of());
            if (all != null) {
                faults.putAll(all.faults());
            }
        });
        if (findings.count() > 0) {
            throw findings.exception();
        }
        return faults;
    }

    /**
     * {@return what holds of a key by a text that may stand below {@code keys:} of a tenant, in YAML or JSON} No placeholder in
     * it is resolved.
     *
     * @param within the configuration whose models, targets and providers it may name; null for any
     * @param types of providers that may be on without an entry
     * @throws ConfigException with every problem
     */
    public static KeyTermsEntry keyTerms(String text, @Nullable RouterConfig within, Set<String> types) {
        Findings findings = new Findings("key");
        RecordBinder binder = new RecordBinder(findings, new Scalars(findings, written -> written));
        binder.use(Demand.class, new DemandEntries(findings, binder));
        Object terms = YamlDocument.compose(text, findings)
                .map(root -> {
                    findings.place(KeyPath.ROOT, root);
                    return binder.bind(KeyTermsEntry.class, root, KeyPath.ROOT);
                })
                .orElse(null);
        if (within != null) {
            findings.names(NameChecks.PROVIDERS, within.providers().keySet());
            findings.names(NameChecks.TARGETS, within.targets().keySet());
            findings.names(NameChecks.MODELS, within.models().keySet());
            new NameChecks(findings, types).checkReferences();
        }
        if (findings.count() > 0 || terms == null) {
            throw findings.exception();
        }
        return (KeyTermsEntry) terms;
    }

    private record FaultEntries(Map<String, FaultRule> faults) {}

    private static @Nullable RouterConfig read(
            String yaml, Findings findings, Function<String, String> placeholders, Kinds types, Kinds policies) {
        Scalars scalars = new Scalars(findings, placeholders);
        RecordBinder binder = new RecordBinder(findings, scalars);
        binder.use(ProviderEntry.class, new ProviderEntries(findings, scalars, binder, types));
        binder.use(ModelEntry.class, new ModelEntries(findings, scalars, binder, policies));
        binder.use(Demand.class, new DemandEntries(findings, binder));
        binder.use(RefusalRule.class, (node, path) -> refusalRule(node, path, binder, findings));
        binder.abbreviate(ApiKey.class, "key");
        binder.abbreviate(KeyEntry.class, "key");
        return YamlDocument.compose(yaml, findings)
                .map(root -> bind(root, binder, findings, types.names()))
                .orElse(null);
    }

    private static @Nullable Object refusalRule(
            MappingNode node, KeyPath path, RecordBinder binder, Findings findings) {
        RefusalRule rule = binder.record(RefusalRule.class, new Fields(findings).of(node, path), path, Set.of());
        if (rule != null && rule.provider() != null) {
            findings.name(path.key("provider"), NameChecks.PROVIDERS);
        }
        return rule;
    }

    private static @Nullable RouterConfig bind(Node root, RecordBinder binder, Findings findings, Set<String> types) {
        findings.place(KeyPath.ROOT, root);
        RouterConfig config = (RouterConfig) binder.bind(RouterConfig.class, root, KeyPath.ROOT);
        if (config != null) {
            TenantChecks.run(config, findings);
            ChannelChecks.run(config, findings);
        }
        if (!findings.isTopBroken()) {
            new NameChecks(findings, types).run();
        }
        return config;
    }
}
