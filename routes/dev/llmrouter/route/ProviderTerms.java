package dev.llmrouter.route;

import dev.llmrouter.catalog.DataTerms;
import dev.llmrouter.config.ProviderEntry;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.config.TargetEntry;
import dev.llmrouter.provider.Provider;
import java.util.List;
import java.util.Map;

/**
 * What becomes of data at the providers: what the configuration says, and else what a provider knows of itself. A model
 * that is asked for as {@code PROVIDER/MODEL} has no better terms than the targets that are configured for it.
 */
final class ProviderTerms {

    private final RouterConfig config;
    private final Map<String, Provider> providers;

    ProviderTerms(RouterConfig config, Map<String, Provider> providers) {
        this.config = config;
        this.providers = providers;
    }

    DataTerms of(String provider, String model) {
        ProviderEntry entry = config.providers().get(provider);
        Provider there = providers.get(provider);
        DataTerms known = there == null ? DataTerms.UNKNOWN : there.terms(model);
        return entry == null ? known : entry.terms().orElse(known);
    }

    DataTerms onDemand(String provider, String model) {
        DataTerms known = of(provider, model);
        List<TargetEntry> targets = targets(provider, model);
        return targets.isEmpty()
                ? known
                : DataTerms.ofAll(
                        targets.stream().map(target -> target.terms(known)).toList());
    }

    /** {@return whether there are targets for a model, and all of them are switched off} */
    boolean isDisabled(String provider, String model) {
        List<TargetEntry> targets = targets(provider, model);
        return !targets.isEmpty() && targets.stream().allMatch(TargetEntry::disabled);
    }

    private List<TargetEntry> targets(String provider, String model) {
        return config.targets().values().stream()
                .filter(target ->
                        target.provider().equals(provider) && target.model().equals(model))
                .toList();
    }
}
