package dev.llmrouter.route;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.catalog.Unsupported;
import dev.llmrouter.config.ModelEntry;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.policy.Models;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PriorityPolicy;
import dev.llmrouter.policy.WeightedPolicy;
import dev.llmrouter.policy.WeightedPolicy.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds the policies of a configuration: models nest, targets are the leaves. What leads only to providers that are
 * off is left out, so a model that nobody can answer does not exist.
 */
final class ModelTree {

    private final RouterConfig config;
    private final Targets targets;
    private final Map<String, Target> on;
    private final Map<String, Policy> built = new HashMap<>();

    private ModelTree(RouterConfig config, Map<String, Target> on, Targets targets) {
        this.config = config;
        this.on = on;
        this.targets = targets;
    }

    /**
     * {@return the models of a configuration}
     *
     * @param on its targets whose providers are on
     */
    static Models of(RouterConfig config, Map<String, Target> on, Targets targets) {
        ModelTree tree = new ModelTree(config, on, targets);
        Map<String, Policy> named = new LinkedHashMap<>();
        Stream.of(config.models(), on).flatMap(part -> part.keySet().stream()).forEach(name -> {
            Policy policy = tree.policy(name);
            if (policy != null) {
                named.put(name, policy);
            }
        });
        return new Models(
                named, tree.unsupported(), name -> targets.onDemand(name).map(Policy::only));
    }

    private Map<String, Unsupported> unsupported() {
        Map<String, Unsupported> unsupported = new HashMap<>();
        config.models().forEach((name, entry) -> {
            if (entry.unsupported() != null) {
                unsupported.put(name, entry.unsupported());
            }
        });
        return unsupported;
    }

    private @Nullable Policy policy(String name) {
        Policy known = built.get(name);
        if (known != null) {
            return known;
        }
        ModelEntry entry = config.models().get(name);
        Policy made = entry != null ? policy(entry) : leaf(name);
        if (made != null) {
            built.put(name, made);
        }
        return made;
    }

    private @Nullable Policy leaf(String name) {
        return Optional.ofNullable(on.get(name))
                .or(() -> targets.onDemand(name))
                .map(Policy::only)
                .orElse(null);
    }

    private @Nullable Policy policy(ModelEntry entry) {
        List<Share> shares = new ArrayList<>();
        for (String member : entry.of()) {
            Policy policy = policy(member);
            if (policy != null) {
                shares.add(new Share(policy, weight(member)));
            }
        }
        if (shares.isEmpty()) {
            return null;
        }
        return switch (entry.policy()) {
            case PRIORITY ->
                new PriorityPolicy(shares.stream().map(Share::member).toList());
            case WEIGHTED -> new WeightedPolicy(shares, ThreadLocalRandom::current);
        };
    }

    private double weight(String member) {
        ModelEntry model = config.models().get(member);
        if (model != null) {
            return model.weight();
        }
        Target target = on.get(member);
        return target == null ? 1 : target.weight();
    }
}
