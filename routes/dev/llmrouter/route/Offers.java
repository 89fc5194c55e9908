package dev.llmrouter.route;

import dev.llmrouter.catalog.DataTerms;
import dev.llmrouter.catalog.ModelFacts;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.config.ModelEntry;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.select.Models;
import java.util.Collection;
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

    /** {@return the names of the configured ones of which at least one target is not switched off} */
    List<String> names() {
        return models.names().stream()
                .filter(name -> !targetsOf(name).stream().allMatch(Target::disabled))
                .toList();
    }

    /** {@return the names of the targets that are switched off} */
    List<String> disabled() {
        return on.values().stream().filter(Target::disabled).map(Target::name).toList();
    }

    /**
     * {@return what becomes of the data that goes to a model}
     *
     * @throws dev.llmrouter.call.UnknownModelException where callers may not ask for it
     */
    DataTerms terms(String name) {
        return DataTerms.ofAll(targets(name).stream().map(Target::terms).toList());
    }

    /**
     * {@return what is known of a model}
     *
     * @throws dev.llmrouter.call.UnknownModelException where callers may not ask for it
     */
    ModelFacts facts(String name) {
        return ModelFacts.ofAll(targets(name).stream().map(Target::facts).toList());
    }

    private Collection<Target> targets(String name) {
        if (models.names().contains(name)) {
            List<Target> members = targetsOf(name);
            List<Target> left =
                    members.stream().filter(target -> !target.disabled()).toList();
            return left.isEmpty() ? members : left;
        }
        return List.of(targets.possible(name).orElseThrow(() -> models.unknown(name)));
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
