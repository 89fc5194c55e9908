package dev.llmrouter.route;

import dev.llmrouter.catalog.ModelFacts;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.config.ModelEntry;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.select.Models;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What callers are told of the models that they may ask for: what holds whichever target answers. */
final class Offers {

    private final RouterConfig config;
    private final Map<String, Target> on;
    private final Targets targets;
    private final Models models;

    /** {@code on} are the configured targets whose providers are on. */
    Offers(RouterConfig config, Map<String, Target> on, Targets targets, Models models) {
        this.config = config;
        this.on = on;
        this.targets = targets;
        this.models = models;
    }

    /**
     * {@return what is known of a model}
     *
     * @throws dev.llmrouter.call.UnknownModelException where callers may not ask for it
     */
    ModelFacts facts(String name) {
        if (models.names().contains(name)) {
            return ModelFacts.ofAll(targetsOf(name).stream().map(Target::facts).toList());
        }
        return targets.possible(name).map(Target::facts).orElseThrow(() -> models.unknown(name));
    }

    /**
     * {@return every target of a model once, though models nest and may share members; in the order that they are written
     * in}
     */
    List<Target> targetsOf(String model) {
        Set<Target> members = new LinkedHashSet<>();
        collect(model, new HashSet<>(), members);
        return List.copyOf(members);
    }

    private void collect(String name, Set<String> seen, Set<Target> members) {
        ModelEntry entry = config.models().get(name);
        if (entry == null) {
            Optional.ofNullable(on.get(name)).or(() -> targets.possible(name)).ifPresent(members::add);
        } else if (seen.add(name)) {
            entry.members().forEach(member -> collect(member, seen, members));
        }
    }
}
